"""What the networks of the sample world meet about: for each, a circle that meets again and again, and workshops of their own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    # The name of the series; its instalments come first among the topics.
    circle: str
    topics: tuple[tuple[str, str], ...]
    follow_ups: tuple[str, ...]


THEMES = {
    "air-quality": Theme("Clean Air Circle", (
        ("Low-cost sensors that a court believes",
         "How to place, calibrate and explain sensors so that their figures stand up when a permit is challenged."),
        ("Dust from building sites: rules that inspectors can enforce",
         "Three cities compare site plans, fines and what crews really do on a windy day."),
        ("Telling residents on a bad day", "Health messages that people act on: wording, channels and the hour at which they are sent."),
        ("Low-emission zones without leaving anybody behind",
         "Scrappage, exemptions and small traders: who pays, and what was done about it."),
        ("Wood smoke and winter peaks", "Stoves, swaps and inspections in cities where heating is most of the problem."),
    ), (
        "Put two sensors beside the reference station for three months",
        "Send the bad-day message by 6 a.m. instead of noon",
        "Ask the port for its hourly data",
    )),
    "clean-energy": Theme("Power Purchase Circle", (
        ("Buying power together: the contract line by line",
         "A joint power purchase agreement read clause by clause with the lawyers who wrote it."),
        ("Solar on markets and bus depots", "Roofs that the city owns: loads, leases and who cleans the panels."),
        ("Heat networks after gas", "Sequencing pipes, tariffs and old boilers, street by street."),
        ("Batteries in public buildings", "What they earn, what the fire brigade asks, and where they stand."),
        ("Energy poverty and the solar tariff", "Tariffs that pay for rooftops without raising the bill of those who rent."),
    ), (
        "List the twenty largest roofs with their loads",
        "Ask the utility for hourly prices",
        "Draft the joint tender with two neighbours",
    )),
    "connecting-delta-cities": Theme("Delta Exchange", (
        ("Building on soft ground that sinks", "Subsidence measured from space, and what building rules make of it."),
        ("Dikes that are also parks", "Multi-purpose defences: who owns them, who mows them, who pays for the next raise."),
        ("Storm surge: the first six hours", "A table-top exercise with gates, ferries and hospitals."),
        ("Room for the river inside the city", "Giving land back to water, and what the people who lived on it were offered."),
        ("Sea level in the zoning plan", "Which year, which metre: how cities choose the figure they build for."),
    ), (
        "Publish the subsidence map by district",
        "Run the surge exercise with the ferry company",
        "Put the 2080 level into the new zoning draft",
    )),
    "cool-cities": Theme("Heat Officers’ Hour", (
        ("Heat action plans that reach those at home alone",
         "Call lists, doorbells and cooling rooms: what worked in last summer’s nights."),
        ("Cool roofs at the price of paint", "Programmes that coated 10,000 roofs, with what an indoor sensor shows afterwards."),
        ("Shade on the way to school", "Counting shade by the minute a child walks, and planting where it lacks."),
        ("Working outdoors at 40 degrees", "Breaks, water and the hour at which building sites stop."),
        ("Trees that will still stand in 2060", "Choosing species for the climate to come, and paying for the first five summers."),
    ), ("Map shade on the ten busiest school routes", "Coat the roofs of six clinics before June", "Agree the hour at which sites stop")),
    "food-systems": Theme("School Meals Circle", (
        ("School meals from within 100 kilometres", "Tender criteria, lot sizes and farmers’ payment terms that made it possible."),
        ("Less meat without a fight", "Menus, cooks and parents: three years of small steps."),
        ("Surplus food from markets to kitchens", "Cold chains, liability and the first hour after closing."),
        ("Food deserts on a map that planners use", "Distances, prices and opening hours in one layer."),
        ("Counting the emissions of what a city eats", "Purchase data, factors and what to do about what is missing."),
    ), (
        "Split the vegetable tender into lots of 20 schools",
        "Try two plant-based days in one district",
        "Sign the liability waiver for market surplus",
    )),
    "land-use-planning": Theme("Stations and Streets", (
        ("Parking near stations: from minimum to maximum", "How the rule was passed, and what developers built in the first three years."),
        ("Land value for transit", "Capturing it without driving out those who live there."),
        ("Green cover in new districts", "A factor that can be checked on a plan in ten minutes."),
        ("Compact and affordable at once", "Inclusionary rules, land trusts and what density really bought."),
        ("Informal edges, formal services", "Upgrading without eviction: roads, drains and titles in that order."),
    ), (
        "Cap parking within 400 m of two stations",
        "Test the green factor on last year’s permits",
        "Ask the land registry for sale prices along line 2",
    )),
    "measurement-and-reporting": Theme("Inventory Clinic", (
        ("Your inventory in front of three critical friends", "Each city brings one sector that it does not trust."),
        ("Climate budgets that the finance office signs", "From tonnes to lines in the city budget, with the template."),
        ("Consumption-based emissions for beginners", "What the figure adds, and what not to promise with it."),
        ("When the method changes", "Restating a series without losing the reader."),
        ("Traffic counts into tonnes", "From loops and phones to kilometres, with an error bar."),
    ), ("Restate 2019 to 2023 with the new waste factors", "Put the first three lines into the budget", "Publish the inventory script")),
    "municipal-building-decarbonisation": Theme("Retrofit Circle", (
        ("Deep retrofit of schools while children are in them", "Phasing, noise and the summer that is never long enough."),
        ("A model contract for energy performance", "Guarantees, baselines and what happens after a cold winter."),
        ("Heat pumps in old town halls", "Listed façades, radiators and the electricians one cannot find."),
        ("600 buildings, one dashboard", "Metering that facility managers open every week."),
        ("Paying for it: revolving funds", "Rules that kept a fund alive through two elections."),
    ), (
        "Meter the 50 largest buildings by the hour",
        "Tender two schools with the model contract",
        "Visit a listed building with a heat pump",
    )),
    "private-building-decarbonisation": Theme("Standards Circle", (
        ("Building performance standards, year one", "Notices, helplines and what owners asked most."),
        ("Helping owners who cannot pay", "Grants, loans on the tax bill and one-stop shops."),
        ("Benchmarking: from disclosure to action", "Scores on doors, letters to boards, and what moved."),
        ("Tenants and landlords", "Splitting costs and savings so that neither blocks the work."),
        ("Embodied carbon in permits", "A limit that small architects can calculate."),
    ), ("Write to the 200 largest owners", "Open the help desk two days a week", "Calculate ten recent permits with the draft limit")),
    "public-transport": Theme("Depot Circle", (
        ("Charging 300 buses overnight", "Grid connection, queue order and the hour at which the depot goes dark."),
        ("Bus lanes that stay free", "Cameras, fines and the delivery van: enforcement that survived the first mayor’s phone call."),
        ("One fare for bus, metro and boat", "Contracts, clearing and what riders noticed."),
        ("Night buses for those who work nights", "Routes drawn with hospital and market workers, and what they cost."),
        ("Women’s safety on the way to the stop", "Walking audits, lighting and stops on request after nine."),
        ("Informal minibuses in the network", "Contracts with cooperatives: routes, cash and the old vehicles."),
        ("Counting passengers without tickets", "Doors, phones and people with clickers, compared on one corridor."),
    ), (
        "Ask the grid operator for the depot’s night load",
        "Put cameras on one corridor for three months",
        "Draw two night routes with the hospital",
        "Publish passenger counts each quarter",
    )),
    "sustainable-waste-systems": Theme("Collection Circle", (
        ("Contracts with waste pickers’ cooperatives", "Prices, safety and sorting halls: clauses that both sides keep."),
        ("Closing a dump", "Cover, gas, leachate, and the people who live from it."),
        ("Weighing what arrives", "A weighbridge, a form and why the figures are wrong for a year."),
        ("Organics from apartment blocks", "Doors, chutes and caretakers: participation above half."),
        ("Landfill gas that pays", "Wells, flares and a buyer for the power."),
    ), ("Sign with the first cooperative", "Weigh every truck for one month", "Cover the oldest cell before the rains")),
    "urban-flooding": Theme("Rain Exchange", (
        ("Rain gardens that somebody weeds", "Maintenance contracts, volunteers and five-year photographs."),
        ("Warning informal settlements in time", "Sirens, radio and the people whose word counts."),
        ("A map of every basement", "Surveys, privacy and insurance."),
        ("Drains before the monsoon", "A desilting plan with dates that the public can see."),
        ("Sponge streets", "Retrofits at resurfacing: what it adds to the bill."),
    ), ("Publish the desilting dates", "Try sirens in two settlements", "Weed contracts for the first 40 gardens")),
    "walking-and-cycling": Theme("Street Design Circle", (
        ("Protected lanes in a fortnight", "Quick-build kits, and what was made permanent."),
        ("School streets from one to a hundred", "Barriers, volunteers and the neighbours’ cars."),
        ("Counting who walks", "Sensors, surveys and whom they miss."),
        ("Crossings that feel safe at night", "Raised tables, lighting and the signal that waits."),
        ("Bicycles and hills", "Electric share schemes that pay for themselves."),
    ), ("Open three school streets in May", "Count walkers at twelve corners", "Build one lane with the quick kit")),
    "waste-to-resources": Theme("Reuse Circle", (
        ("Repair centres that break even", "Rent, apprentices and what people bring."),
        ("Reusable cups for a whole city", "Deposits, washing and the stadium."),
        ("Deconstruction instead of demolition", "A permit condition, a yard and a market for bricks."),
        ("Paying for what you throw away", "Bags, chips and fairness."),
        ("Textiles: the next stream", "Collection, sorting and who buys rags."),
    ), ("Try the deposit at two stadium matches", "Ask for a salvage survey with each permit", "Open the repair centre on Saturdays")),
    "water-security": Theme("Dry Season Circle", (
        ("Leak detection that paid for itself", "Zones, meters and night flow."),
        ("Talking about day zero", "Messages that halve use without panic."),
        ("Reuse that people drink", "Trust, tests and the first glass."),
        ("Tariffs that protect the first litres", "Blocks, households and the meter that is shared."),
        ("Catchments beyond the city limits", "Paying farmers upstream, with what was measured."),
    ), ("Meter night flow in six zones", "Draft the day-zero messages now", "Meet the upstream cooperative")),
    "zero-emission-vehicles": Theme("Charging Circle", (
        ("Kerbside charging for those without a driveway", "Lamp posts, permits and cables on the pavement."),
        ("Electric refuse trucks on hills", "A winter of data from three fleets."),
        ("Zero-emission delivery zones", "Hours, exemptions and cargo bikes."),
        ("Taxis first", "Grants, ranks and fast chargers where drivers wait."),
        ("Second-hand electric cars for those who must drive", "Loans, batteries and trust."),
    ), ("Fit 50 lamp posts in one district", "Order two trucks for the steepest round", "Draft the delivery hours with shopkeepers")),
}  # fmt: skip

SESSIONS = (
    ("Welcome, and what each of us wants to take home", 15),
    ("How we did it: a city tells, with what went wrong", 35),
    ("In small groups: what would it take in your city?", 30),
    ("What we do next", 10),
)
GUESTS = (
    ("Dr. Amara Osei-Lindqvist", "Institute for Urban Transitions"),
    ("Prof. Renato Valdecasas", "Polytechnic of the Coast"),
    ("Ingrid Mosshammer", "Association of City Works"),
)
CONTRIBUTIONS = ("Told how their city did it", "Led a table", "Brought the tender papers", "Showed the figures of the first year")
BEST = (
    "Hearing what went wrong, not only what worked.",
    "The small groups. I had never spoken with a city of our size in another region.",
    "The clause on payment terms. We copy it.",
    "That somebody showed the real costs.",
    "The visit. Pictures had not told me how little room one needs.",
    "Two phone numbers that I will call next week.",
)
BETTER = (
    "More time for questions.",
    "Send the papers three days before, not the evening before.",
    "The sound in the second half was poor.",
    "Fewer slides.",
    "An hour that is not midnight for us would be kind.",
)
MINUTES = """## What we heard

{text}

Two cities told how they did it and where they stumbled. Figures and papers are with the materials.

## What we agreed

- Share contracts and data as they are, without polishing
- Meet again in the circle, with one city's open question each time
- Say in three months what became of what each city does next
"""
REASONS = ("The host city votes on that day. We look for another date in the spring.",)
