"""Made-up names. Nobody in the demonstration exists."""

OAKFIELD_CLASSES = ("Hedgehogs", "Kingfishers", "Badgers")
OAKFIELD_CHILDREN = (
    "Amira Khan", "Ben O'Neill", "Chidi Eze", "Daisy Fletcher", "Elif Yılmaz", "Finn Gallagher", "Grace Mensah", "Harvey Clarke",
    "Isla MacLeod", "Jakub Nowak", "Keira Walsh", "Leo Rossi", "Maya Patel", "Noah Bennett", "Olivia Grant", "Priya Nair",
    "Quinn Harper", "Rosa Delgado", "Samir Haddad", "Tomasz Wójcik", "Uma Krishnan", "Violet Hughes", "William Osei", "Xin Yi Chen",
    "Yusuf Abdi", "Zoë Armstrong", "Alfie Barker", "Bethan Rhys", "Callum Reid", "Dilnoza Karimova", "Evie Thornton", "Farah Aziz",
    "George Palmer", "Hana Suzuki", "Idris Bello", "Jasmine Cole", "Kofi Asante", "Lowri Pugh", "Mateo Vargas", "Nadia Popescu",
    "Oscar Lindqvist", "Poppy Marsh", "Rhys Llewellyn", "Siân Parry", "Theo Whitaker",
)  # fmt: skip
ELMBANK_CHILDREN = (
    "Aaron Pike", "Bronwen Lloyd", "Connor Hale", "Dina Farouk", "Ewan Baird", "Freya Olsen", "Gabriel Stone", "Holly Vance",
    "Imogen Frost", "Joel Addo", "Kitty Marlow", "Liam Doyle", "Mina Sato", "Nell Ashby", "Owen Bright",
)  # fmt: skip
OAKFIELD_ADULTS = ("Ms Okafor", "Mr Bell", "Mrs Lim")
GUARDIANS = (
    "Sana", "Niamh", "Ngozi", "Laura", "Ayşe", "Ciara", "Abena", "Joanne", "Morag", "Anna", "Aoife", "Giulia", "Hetal", "Karen",
    "Susan", "Lakshmi", "Robin", "Carmen", "Rania", "Ewa", "Divya", "Helen", "Efua", "Mei", "Hodan", "Claire", "Tracy", "Nia",
    "Fiona", "Malika", "Emma", "Saima", "Ruth", "Yuki", "Aisha", "Denise", "Akua", "Eleri", "Lucia", "Ioana", "Karin", "Julie",
    "Carys", "Mair", "Alice",
)  # fmt: skip
SECOND_GUARDIANS = ("Imran", "Declan", "Emeka", "Mark", "Mehmet", "Paul", "Kwame", "Steven", "Iain", "Piotr")
