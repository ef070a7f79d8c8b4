"""What invented people say in the sample world."""

JOB_TITLES = [
    "Head of Climate Strategy", "Director of Transport Planning", "Senior Engineer, Drainage", "Climate Adaptation Officer",
    "Programme Manager, Clean Air", "Head of Waste Services", "Energy Manager, Public Buildings", "Urban Planner",
    "Data Analyst, Emissions Inventory", "Adviser to the Deputy Mayor for Environment", "Coordinator, Food Policy",
    "Head of Cycling and Walking", "Project Lead, Bus Corridors", "Chief Resilience Officer", "Building Standards Officer",
    "Finance Officer, Climate Budget", "Parks and Green Space Manager", "Public Health Specialist, Heat", "Fleet Manager",
    "Water Resources Engineer",
]  # fmt: skip

# What officials know well.
EXPERTISE = [
    "bus lanes", "electric buses", "fares", "low-emission zones", "cycling", "composting", "landfill gas", "waste pickers", "heat maps",
    "rain gardens", "flood warning", "leak detection", "energy data", "retrofitting schools", "solar roofs", "climate budgets",
    "emission inventories", "land value", "school meals", "air sensors", "tenders", "public finance", "community meetings",
]  # fmt: skip

# By area: what cities offer, and what they seek.
OFFERS = {
    "transport": [
        "Counts of passengers before and after our first bus lanes",
        "Tender papers for 120 electric buses",
        "A fare that covers bus, metro and ferry",
        "Five years of experience with a low-emission zone",
        "A street design guide that crews really use",
    ],
    "waste": [
        "Door-to-door organics collection in apartment blocks",
        "A contract with cooperatives of waste pickers",
        "Landfill gas measurements since 2018",
        "A repair centre run with a university",
    ],
    "adaptation-and-water": [
        "Heat maps from our own sensors",
        "Rain gardens in 40 streets, with what they cost to keep",
        "A flood warning that reaches informal settlements",
        "A leak detection programme that paid for itself",
    ],
    "energy-and-buildings": [
        "Energy data of 600 public buildings",
        "A disclosure rule for large private buildings",
        "A model contract for retrofitting schools",
        "Rooftop solar on markets and bus depots",
    ],
    "measurement-and-planning": ["An inventory script that we can share", "A climate budget voted on with the city budget"],
    "urban-planning": [
        "A rule on parking near stations",
        "A land value study along two tram lines",
        "Minimum green cover in new districts",
    ],
    "food": ["School meals with food from within 100 km", "A map of food deserts", "Surplus food from markets to kitchens"],
    "air-quality": [
        "Low-cost sensors beside reference stations",
        "Health messages tried on 2,000 residents",
        "A study of dust from building sites",
    ],
}  # fmt: skip
SEEKS = {
    "transport": [
        "How to give buses priority on narrow streets",
        "Who pays for depot charging",
        "How others brought minibus operators into one contract",
        "Ways to count people who walk",
        "Experience with night services",
    ],
    "waste": ["How to finance transfer stations", "What makes residents sort", "Rules for construction rubble", "Closing a dump safely"],
    "adaptation-and-water": [
        "A threshold for heat warnings",
        "How to price storm water",
        "Tree species that stand drought",
        "How to plan for a metre of sea-level rise",
    ],
    "energy-and-buildings": [
        "How to retrofit rented homes fairly",
        "Standards for cooling in public housing",
        "How to buy renewable power together",
        "Who inspects, and how often",
    ],
    "measurement-and-planning": ["Emission factors for ferries", "How to report consumption-based emissions"],
    "urban-planning": ["How to keep homes near stations affordable", "How others phase out parking minimums"],
    "food": ["How to measure food waste in households", "Procurement rules that small farms can meet"],
    "air-quality": ["How to share data across the city border", "What to do about wood stoves", "Cleaner two-wheelers"],
}
DECLINES = [
    "The network is for officials who work on this topic. Please name a colleague who does.",
    "Your city has five seats already; please ask your city lead first.",
    "Please ask again once your new post is confirmed.",
]

# Working groups: the network's address, the name, the purpose, and how many days ago each began.
WORKING_GROUPS = [
    (
        "public-transport",
        "Bus Priority in Dense Centres",
        "Six months on bus lanes where streets are narrow: design, enforcement, shops",
        8,
    ),
    ("public-transport", "Fares and Fairness", "Fares that people with little money can pay, and what they cost the city", 260),
    ("cool-cities", "Heat Warnings", "When to warn of heat, whom, and in which words", 190),
    ("air-quality", "Clean Building Sites", "Dust and machines on building sites: rules, tenders, checks", 120),
]
# Of these, who may join them other than by approval, and which only its members know of.
ADMISSION = {"Fares and Fairness": "open", "Heat Warnings": "invitation"}
UNLISTED = {"Heat Warnings"}

QUESTION = "Thank you for asking. Who in your city decides about this, and are they part of it?"
ANSWER = "The deputy mayor decides, and has named me and one colleague for two years."

# As people send them: to be uploaded, looked through and corrected.
ROSTER = """Name;E-mail;City;Country;Job title;Networks
Larissa Amorim;larissa.amorim@prefeitura.example;Su Paulo;Brasil;Head of bus planning;Bus Rapid Transit
Sipho Ndlovu;sipho.ndlovu@tshwane.example;Pretoria;South Africa;;Public Transport
Giulia Ferrari;GIULIA.FERRARI@comune.example ;Milano;Italy;Mobility manager;public transport
Tom Wayne;tom.wayne@gotham.example;Gotham;USA;Director;Public Transport
"""

# What cities say of their actions.
DEPARTMENTS = [
    "Department of Transport", "Environment Agency", "Public Works", "Planning Department", "Department of Health", "Office of the Mayor",
    "Energy Office", "Parks and Streets", "Water and Drainage", "Department of Housing", "Waste Services",
]  # fmt: skip
MILESTONES = [
    "Money in the budget", "Design shown to residents", "Tender out", "First contract signed", "Law passed by the council",
    "Works begin", "First part open", "Staff trained", "First year measured", "Agreement with the region",
]  # fmt: skip
WHY_STOPPED = [
    "The new council set other priorities; the studies are kept.",
    "No bidder met the price. We come back to it with the next budget.",
    "The region builds it now, with our plans.",
]
HOW = [
    "We saw it on a study visit of the network, and brought the drawings home.",
    "Two members read our draft law and told us what had not worked.",
    "The network's tender papers saved us half a year.",
    "A call with a peer answered what our consultants could not.",
]
KEPT = [
    "Stations at level and payment before boarding; the contract for the operators.",
    "The order of the steps, and who decides each.",
    "The words of the law, and the help desk before any fine.",
    "The way residents were asked, street by street.",
]
CHANGED = [
    "Narrower lanes, and half as many stations to begin with.",
    "Small operators bid together; there is no single concession.",
    "It begins in the outer districts, where most people wait.",
    "Paid from the land value of two districts, not from a loan.",
]
WHY = [
    "Our streets are narrower and older.",
    "Most vehicles belong to families who own one or two.",
    "The rainy season would have stopped the works.",
    "We may not borrow before the next budget.",
]
