"""Who may read what by the API: rows of tests/test_who_may_open_what.py."""

READS = """
GET   api:cities                            401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:city                              401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:people                            401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:networks                          401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:network                           401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:network_cities                    401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:workshops                         401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:questions                         401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:replies                           401  404  404  404  404  404  ok   ok   ok   ok   ok   ok
GET   api:resources                         401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:agreements                        401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:actions                           401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:figures                           401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:figure                            401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
GET   api:stories                           401  ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
"""
# Nobody writes by it.
MATRIX = (
    READS
    + "".join(f"POST {row.split()[1]} {'405 ' * 12}\n" for row in READS.splitlines() if row)
    + """
GET   api:openapi-json                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  api:openapi-json                      405  405  405  405  405  405  405  405  405  405  405  405
GET   api:openapi-view                      ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok   ok
POST  api:openapi-view                      405  405  405  405  405  405  405  405  405  405  405  405
GET   api:api-root                          404  404  404  404  404  404  404  404  404  404  404  404
POST  api:api-root                          404  404  404  404  404  404  404  404  404  404  404  404
"""
)


def arguments_of_api(network, city, question):
    return {
        "api:city": ([city.slug], {}),
        "api:network": ([network.slug], {}),
        "api:network_cities": ([network.slug], {}),
        "api:replies": ([question], {}),
        "api:figure": (["officials-reached"], {}),
    }
