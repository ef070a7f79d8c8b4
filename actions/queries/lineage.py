"""Who adapted what from whom: the actions around one, drawn on the server as a picture, and told as a list."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from actions.models import Adaptation, ClimateAction
from actions.queries.progress import STEPS
from actions.queries.reading import open_parts

if TYPE_CHECKING:
    import networkx as nx
else:  # Loaded when it is first asked for: few pages need it, and it takes a while.
    nx = SimpleLazyObject(partial(import_module, "networkx"))

# A picture of more than these helps nobody.
MOST_SHOWN = 200
COLUMN, ROW, MARGIN = 250, 58, 24
# A name of a city that is longer is cut; so wide is a letter of it.
LONGEST_NAME, LETTER = 18, 8.5

# From the action up to all it came from, and from there down to all that came of it.
AROUND = """
WITH RECURSIVE up(id) AS (
    SELECT %s::bigint UNION SELECT origin_id FROM actions_adaptation JOIN up ON action_id = up.id
), around(id) AS (
    SELECT id FROM up UNION SELECT action_id FROM actions_adaptation JOIN around ON origin_id = around.id
)
SELECT id FROM around ORDER BY id LIMIT %s
"""


@dataclass(frozen=True)
class Node:
    """An action in the picture. Without an action: one that the reader may not see, from which something came that they see."""

    number: int
    action: ClimateAction | None
    step: int | None
    withdrawn_on: date | None
    generation: int
    x: int
    y: int
    is_asked: bool

    @property
    def words_x(self) -> int:
        return self.x + 20

    @property
    def name(self) -> str:
        return Truncator(self.action.city if self.action else _("Another city")).chars(LONGEST_NAME)

    @property
    def end_x(self) -> int:
        """Behind its words: the name, and below it a stage with its year."""
        return self.words_x + round(LETTER * max(len(self.name), 13))


@dataclass(frozen=True)
class Edge:
    """From an origin to what was adapted from it."""

    origin: Node
    node: Node
    adaptation: Adaptation
    shows_words: bool  # what was kept and changed is for those who read the text of the action

    @property
    def path(self) -> str:
        """Leaves the origin behind its words and arrives before the other's circle."""
        start, end = self.origin.end_x, self.node.x - 15
        bend = (end - start) // 2
        return f"M{start} {self.origin.y}C{start + bend} {self.origin.y} {end - bend} {self.node.y} {end} {self.node.y}"


@dataclass(frozen=True)
class Entry:
    """A line of the list, with what it was adapted from."""

    node: Node
    edges: list[Edge]


@dataclass(frozen=True)
class Lineage:
    nodes: list[Node]
    edges: list[Edge]
    width: int
    height: int

    @property
    def generations(self) -> int:
        return 1 + max((node.generation for node in self.nodes), default=0)

    @property
    def entries(self) -> list[Entry]:
        return [Entry(node, [edge for edge in self.edges if edge.node == node]) for node in self.nodes]

    @property
    def cities(self) -> int:
        """How many cities the reader sees in it."""
        return len({node.action.city_id for node in self.nodes if node.action})


def lineage_of(action: ClimateAction, user: Any) -> Lineage:
    """Four queries, however large it is. What the reader may not see is there without its name, its city and its stage."""
    with connection.cursor() as cursor:
        cursor.execute(AROUND, [action.pk, MOST_SHOWN])
        around = [pk for (pk,) in cursor.fetchall()]
    adaptations = list(Adaptation.objects.filter(action__in=around, origin__in=around).order_by("pk"))
    actions = ClimateAction.objects.as_read_by(user).with_names().in_bulk(around)
    seen = set(ClimateAction.objects.visible_to(user).filter(pk__in=around).values_list("pk", flat=True))
    graph = nx.DiGraph()
    graph.add_nodes_from(around)
    graph.add_edges_from((adaptation.origin_id, adaptation.action_id) for adaptation in adaptations)
    _prune(graph, seen)
    nodes = {}
    for number, (pk, (generation, row)) in enumerate(_places(graph).items(), start=1):
        shown = actions[pk] if pk in seen else None
        step = STEPS.get(shown.stage) if shown else None
        x, y = MARGIN + COLUMN * generation, round(ROW * (row + 0.5))
        nodes[pk] = Node(number, shown, step, _withdrawn_on(actions[pk]), generation, x, y, pk == action.pk)
    edges = [
        Edge(nodes[one.origin_id], nodes[one.action_id], one, shows_words=_shows_words(nodes[one.action_id].action))
        for one in adaptations
        if graph.has_edge(one.origin_id, one.action_id)
    ]
    width = max(node.x for node in nodes.values()) + COLUMN
    height = max(node.y for node in nodes.values()) + ROW // 2
    return Lineage(list(nodes.values()), edges, width, height)


def _withdrawn_on(action: ClimateAction) -> date | None:
    return timezone.localtime(action.withdrawn_at).date() if action.withdrawn_at else None


def _shows_words(action: ClimateAction | None) -> bool:
    return action is not None and "text" in open_parts(action, action.reads_as)


def _prune(graph: "nx.DiGraph[int]", seen: set[int]) -> None:
    """What nobody may know of, and nothing seen came from, is not there at all."""
    for pk in list(reversed(list(nx.topological_sort(graph)))):
        if pk not in seen and graph.out_degree(pk) == 0:
            graph.remove_node(pk)


def _places(graph: "nx.DiGraph[int]") -> dict[int, tuple[int, float]]:
    """Each action's generation, and its row: beside the first of its descendants' rows, so that few lines cross. Origins come first."""
    generation = {pk: number for number, layer in enumerate(nx.topological_generations(graph)) for pk in layer}
    roots = [pk for pk in sorted(graph) if graph.in_degree(pk) == 0]
    tree = nx.DiGraph()
    tree.add_nodes_from(sorted(graph))
    tree.add_edges_from(
        (max(origins, key=lambda pk: (generation[pk], -pk)), pk) for pk in sorted(graph) if (origins := list(graph.predecessors(pk)))
    )
    row: dict[int, float] = {}
    free = 0
    for root in roots:
        for pk in nx.dfs_postorder_nodes(tree, root, sort_neighbors=sorted):
            children = [row[child] for child in tree.successors(pk)]
            row[pk] = (min(children) + max(children)) / 2 if children else free
            free += not children
    return {pk: (generation[pk], row[pk]) for root in roots for pk in nx.dfs_preorder_nodes(tree, root, sort_neighbors=sorted)}


@dataclass(frozen=True)
class Credit:
    """One side of an adaptation. Without an action: one that the reader may not see."""

    adaptation: Adaptation
    action: ClimateAction | None
    withdrawn_on: date | None


def origins_of(action: ClimateAction, user: Any) -> list[Credit]:
    """What it was adapted from: the credit that it gives wherever it is shown."""
    adaptations = list(action.adaptations.select_related("origin__city").order_by("pk"))
    seen = _seen({adaptation.origin_id for adaptation in adaptations}, user)
    return [Credit(one, one.origin if one.origin_id in seen else None, _withdrawn_on(one.origin)) for one in adaptations]


def descendants_of(action: ClimateAction, user: Any) -> list[Credit]:
    """What was adapted from it, of what the reader may see."""
    adaptations = action.descendants.filter(action__in=ClimateAction.objects.visible_to(user).values("pk"))
    return [Credit(one, one.action, None) for one in adaptations.select_related("action__city").order_by("-pk")[:MOST_SHOWN]]


def _seen(actions: set[int], user: Any) -> set[int]:
    return set(ClimateAction.objects.visible_to(user).filter(pk__in=actions).values_list("pk", flat=True)) if actions else set()
