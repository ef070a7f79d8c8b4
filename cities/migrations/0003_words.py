import cities.models
import django.contrib.postgres.indexes
from django.db import migrations, models

# All are immutable, so that columns are generated from them, and name what they call when they are made, so that a dump can be restored.
# PostgreSQL's unaccent is an extension that not every server has, and its stemmers know words without accents too.
FOLD = """
CREATE FUNCTION search_fold(content text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(lower(normalize(content, NFD)), '[\u0300-\u036f]', '', 'g')
"""

# A guess: the language of which more of the small words are there than of any other; else that of the script.
# Nothing where it is not clear: then words are found as they are written.
LANGUAGE = """
CREATE FUNCTION search_language(content text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH beginning AS (SELECT lower(left(content, 300)) AS words),
        common (code, word) AS (VALUES
            ('en', 'the'), ('en', 'and'), ('en', 'of'), ('en', 'a'), ('en', 'an'), ('en', 'at'), ('en', 'by'), ('en', 'or'),
            ('en', 'to'), ('en', 'in'), ('en', 'is'), ('en', 'for'), ('en', 'with'), ('en', 'are'), ('en', 'we'), ('en', 'our'),
            ('en', 'how'), ('en', 'what'), ('en', 'which'), ('en', 'have'), ('en', 'has'), ('en', 'who'), ('en', 'that'),
            ('en', 'this'), ('en', 'from'), ('en', 'your'), ('en', 'you'), ('en', 'not'), ('en', 'it'), ('en', 'on'),
            ('en', 'their'), ('en', 'does'), ('en', 'was'), ('en', 'will'), ('en', 'can'), ('es', 'el'), ('es', 'a'), ('es', 'o'),
            ('es', 'la'), ('es', 'los'), ('es', 'las'), ('es', 'y'), ('es', 'en'), ('es', 'de'), ('es', 'del'), ('es', 'con'),
            ('es', 'para'), ('es', 'por'), ('es', 'una'), ('es', 'un'), ('es', 'que'), ('es', 'qué'), ('es', 'cómo'),
            ('es', 'quién'), ('es', 'quien'), ('es', 'se'), ('es', 'su'), ('es', 'sus'), ('es', 'más'), ('es', 'es'), ('es', 'al'),
            ('es', 'sobre'), ('es', 'hemos'), ('es', 'nuestra'), ('es', 'nuestro'), ('es', 'como'), ('es', 'ciudad'),
            ('es', 'ciudades'), ('es', 'públicos'), ('fr', 'le'), ('fr', 'a'), ('fr', 'ou'), ('fr', 'les'), ('fr', 'la'),
            ('fr', 'des'), ('fr', 'de'), ('fr', 'du'), ('fr', 'et'), ('fr', 'est'), ('fr', 'une'), ('fr', 'un'), ('fr', 'pour'),
            ('fr', 'dans'), ('fr', 'nous'), ('fr', 'vous'), ('fr', 'qui'), ('fr', 'que'), ('fr', 'avec'), ('fr', 'sur'),
            ('fr', 'au'), ('fr', 'aux'), ('fr', 'en'), ('fr', 'notre'), ('fr', 'nos'), ('fr', 'sont'), ('fr', 'comment'),
            ('fr', 'ville'), ('fr', 'villes'), ('fr', 'pas'), ('fr', 'plus'), ('fr', 'ont'), ('pt', 'o'), ('pt', 'os'), ('pt', 'as'),
            ('pt', 'a'), ('pt', 'e'), ('pt', 'em'), ('pt', 'no'), ('pt', 'na'), ('pt', 'nos'), ('pt', 'nas'), ('pt', 'de'),
            ('pt', 'do'), ('pt', 'da'), ('pt', 'dos'), ('pt', 'das'), ('pt', 'com'), ('pt', 'para'), ('pt', 'por'), ('pt', 'uma'),
            ('pt', 'um'), ('pt', 'que'), ('pt', 'como'), ('pt', 'quem'), ('pt', 'não'), ('pt', 'mais'), ('pt', 'se'), ('pt', 'ao'),
            ('pt', 'é'), ('pt', 'nossa'), ('pt', 'nosso'), ('pt', 'ônibus'), ('pt', 'cidade'), ('pt', 'cidades'), ('de', 'der'),
            ('de', 'in'), ('de', 'an'), ('de', 'die'), ('de', 'das'), ('de', 'und'), ('de', 'ist'), ('de', 'mit'), ('de', 'für'),
            ('de', 'von'), ('de', 'den'), ('de', 'dem'), ('de', 'des'), ('de', 'ein'), ('de', 'eine'), ('de', 'einer'),
            ('de', 'wir'), ('de', 'wie'), ('de', 'wer'), ('de', 'zu'), ('de', 'im'), ('de', 'auf'), ('de', 'nicht'), ('de', 'sind'),
            ('de', 'haben'), ('de', 'unsere'), ('de', 'sich'), ('de', 'auch'), ('it', 'il'), ('it', 'a'), ('it', 'o'), ('it', 'in'),
            ('it', 'lo'), ('it', 'gli'), ('it', 'la'), ('it', 'le'), ('it', 'di'), ('it', 'del'), ('it', 'della'), ('it', 'delle'),
            ('it', 'dei'), ('it', 'e'), ('it', 'è'), ('it', 'con'), ('it', 'per'), ('it', 'una'), ('it', 'un'), ('it', 'che'),
            ('it', 'chi'), ('it', 'come'), ('it', 'nel'), ('it', 'nella'), ('it', 'sono'), ('it', 'abbiamo'), ('it', 'nostra'),
            ('it', 'città'), ('it', 'non'), ('it', 'più'), ('it', 'alla'), ('nl', 'de'), ('nl', 'het'), ('nl', 'een'), ('nl', 'en'),
            ('nl', 'van'), ('nl', 'in'), ('nl', 'is'), ('nl', 'met'), ('nl', 'voor'), ('nl', 'op'), ('nl', 'wij'), ('nl', 'we'),
            ('nl', 'hoe'), ('nl', 'wie'), ('nl', 'zijn'), ('nl', 'hebben'), ('nl', 'niet'), ('nl', 'dat'), ('nl', 'onze'),
            ('nl', 'ook'), ('nl', 'aan'), ('nl', 'naar'), ('nl', 'stad'), ('nl', 'steden'), ('id', 'yang'), ('id', 'dan'),
            ('id', 'di'), ('id', 'untuk'), ('id', 'dengan'), ('id', 'dari'), ('id', 'kota'), ('id', 'kami'), ('id', 'ini'),
            ('id', 'itu'), ('id', 'pada'), ('id', 'adalah'), ('id', 'bagaimana'), ('id', 'siapa'), ('id', 'telah'), ('id', 'ke'),
            ('id', 'tidak'), ('id', 'oleh'), ('id', 'sudah'), ('id', 'akan'), ('id', 'dalam'), ('tr', 've'), ('tr', 'bir'),
            ('tr', 'bu'), ('tr', 'için'), ('tr', 'ile'), ('tr', 'nasıl'), ('tr', 'kim'), ('tr', 'olarak'), ('tr', 'şehir'),
            ('tr', 'daha'), ('tr', 'çok'), ('tr', 'biz'), ('tr', 'olan'), ('tr', 'gibi')
        ),
        signs (code, sign) AS (VALUES ('es', '¿'), ('es', 'ñ'), ('es', 'ción'), ('es', 'ciones'), ('pt', 'ção'), ('pt', 'ções'), ('pt', 'ã'),
            ('fr', 'l’'), ('fr', 'l'''), ('fr', 'd'''), ('de', 'ß'), ('tr', 'ğ'), ('tr', 'ı')
        ),
        said (word) AS (
            SELECT unnest(string_to_array(translate(words, '.,;:?!¿¡()"«»„“”/*#-', repeat(' ', 20)), ' ')) FROM beginning
        ),
        hits AS (
            SELECT code FROM said JOIN common USING (word)
            UNION ALL SELECT code FROM beginning, signs WHERE strpos(words, sign) > 0
        ),
        best AS (
            SELECT code, count(*) AS hits, lead(count(*), 1, 0::bigint) OVER (ORDER BY count(*) DESC) AS of_next
            FROM hits GROUP BY code ORDER BY 2 DESC LIMIT 1
        )
    SELECT CASE
        WHEN hits > of_next THEN code
        WHEN words ~ '[\u0600-\u06ff]{3}' THEN 'ar'
        WHEN words ~ '[\u0370-\u03ff]{3}' THEN 'el'
        WHEN words ~ '[\u0900-\u097f]{3}' THEN 'hi'
        WHEN words ~ '[\u0400-\u04ff]{3}' THEN 'ru'
        ELSE ''
    END FROM beginning LEFT JOIN best ON true;
END
"""

CONFIG = """
CREATE FUNCTION search_config(code text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE code
    WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig WHEN 'de' THEN 'pg_catalog.german'::regconfig WHEN 'el' THEN 'pg_catalog.greek'::regconfig
    WHEN 'en' THEN 'pg_catalog.english'::regconfig WHEN 'es' THEN 'pg_catalog.spanish'::regconfig WHEN 'fr' THEN 'pg_catalog.french'::regconfig
    WHEN 'hi' THEN 'pg_catalog.hindi'::regconfig WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig WHEN 'it' THEN 'pg_catalog.italian'::regconfig
    WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
    WHEN 'ru' THEN 'pg_catalog.russian'::regconfig WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
    ELSE 'pg_catalog.simple'::regconfig
END
"""

# Without its accents, the Portuguese stemmer takes "acoes" for another word than "acao".
TO_STEM = """
CREATE FUNCTION search_to_stem(code text, content text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE code WHEN 'pt' THEN regexp_replace(search_fold(content), 'oes\\M', 'ao', 'g') ELSE search_fold(content) END
"""

# A title is found by its stems and as it is written, so that the beginning of a word is enough. Marks stand for things, not for words:
# '@city:3'. Nobody can write one into the box.
MARK = """
CREATE FUNCTION search_mark(kind text, value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '@' || kind || ':' || nullif(value, '')
"""
WORDS = """
CREATE FUNCTION search_words(known text, title text, tags text[], content text, marks text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT setweight(to_tsvector(config, search_to_stem(code, title)), 'A')
        || setweight(to_tsvector('pg_catalog.simple'::regconfig, search_fold(title)), 'A')
        || setweight(to_tsvector(config, search_to_stem(code, array_to_string(tags, ' '))), 'B')
        || to_tsvector(config, search_to_stem(code, left(content, 100000)))
        || array_to_tsvector(array_remove(marks || search_mark('language', code), NULL))
    FROM (
        SELECT code, search_config(code) AS config
        FROM (SELECT coalesce(nullif(known, ''), search_language(title || ' ' || content)) AS code OFFSET 0) AS guessed OFFSET 0
    ) AS in_language;
END
"""


class Migration(migrations.Migration):
    dependencies = [("cities", "0002_merged_into")]

    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION search_fold(text)"),
        migrations.RunSQL(LANGUAGE, "DROP FUNCTION search_language(text)"),
        migrations.RunSQL(CONFIG, "DROP FUNCTION search_config(text)"),
        migrations.RunSQL(TO_STEM, "DROP FUNCTION search_to_stem(text, text)"),
        migrations.RunSQL(MARK, "DROP FUNCTION search_mark(text, text)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION search_words(text, text, text[], text, text[])"),
        migrations.AddField(
            model_name="city",
            name="searched",
            field=cities.models.Words(db_persist=True, expression=cities.models.SearchWords(models.Value("simple"), "name", cities.models.Texts(), models.Value(""), cities.models.Texts()), output_field=cities.models.NeverRead()),
        ),
        migrations.AddIndex(
            model_name="city",
            index=django.contrib.postgres.indexes.GinIndex(fields=["searched"], name="cities_searched"),
        ),
    ]
