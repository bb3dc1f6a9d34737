"""Words that are names too, and names that stand for others. Our own lists, in plain small letters.

What is missing here is treated as a name and nothing else, however it is written: a missing word costs a caption, never a child.
"""

from types import MappingProxyType
from typing import Final

GRAMMAR: Final = frozenset(
    """
    a am an and any are as at be but by can do does even for from go had has have he her him his how i if in is it its just me my no
    non nor not now of off on one or our out over own she so some such than that the their them then they this to too under up us was
    we were what when who why with yet you your
    """.split()
)
"""Names only where a capital stands inside a sentence: 'An', 'Do', 'So', 'To' are surnames."""

EVERYDAY: Final = GRAMMAR | frozenset(
    """
    ace alder amber angel angels anise app apple april arch archer arrow art ash ashes aspen aster august aurora autumn azure
    bacon badger bailey baker ball banks bannister barber barker barley barn barrel barrow bash bass bat bath bay beach bean
    beans bear beau bee beech bell bells bent berry best bias bill birch bird bishop black blade bless blessing bliss bloom
    blossom blue blunt bobbin bobby bolt bond bones boon booth bottle bow bowl box bramble branch brand brandy brave bray bread
    breeze briar bridge bridges bright broad bronze brook brooks broom brown buck buckle bud budge bull bullock bunch bunny
    bunting burn burns bus bush butcher butler butter butterfly button buttons cab cage calm candy cannon canon canter cap
    capers car cardinal care carol carpenter carriage carrier carter cash casper castle cat chance chandler chapel char charity
    charm chase chat cheese cherish cherry chick childs chip christian christmas chuck church cinnamon clap clay clear clement
    clever cliff close cloud clover coal coast cobb coin cold collier comb con constable constant cook cooper cope coral corn
    cotton court cove cow cowboy craft crane crate cream creed cress crisp cross crow crown cruise crumb crystal cub cube cuckoo
    cup curl curry curt curtain cutler cutter cyan cypress dahlia daisy dale dance dancer dash dawn day dean dear deer dell den
    destiny diamond dick dill dilly dingle dip dock dodge dollar dolly dolphin doodle dot dotty dove down drake draper dream
    dredge drew drummer dry duck duffel duke dune dunk dusty dutch duty dyer eagle earl early earnest east easter ebony echo
    echoes edge elder elf elm ember emerald english eve ever fable fair fairy faith falcon fall fan farmer farrier fast fate
    favour fawn fay feather fell fern fiddle fiddler field fields fig figs file fin finch fir fire fish fisher fisherman flag
    fleece flick flint flood flora flower flowers fly flynt foot ford forest fortune foster fountain fowler fox frame frank free
    freedom french friday friend frost fry fudge fuller gale gamble game gander garden gardener garland garnet gate gates gem
    gene gentle ghost gift gill ginger glass glasses glen glory glover goat gold golden good goodman goose gorgeous grace grain
    grand granger grant grape grass gray graze great green greenwood grey grove grub guard guest gum gun guy haggis hale hall
    ham hand handy happy hardman hardy harmony harp harry hart harvest hat haven hawk hawthorn hay hazard haze hazel head heart
    heath heather heaven heights helm hen henna herb herd herder hero heron hill hills hive hob hold holiday holland holly
    honest honey honour hood hook hop hope hopes horn horne hornet horse house hug hunt hunter hurdle hush hut hyacinth ice inch
    india indigo iris iron island ivory ivy jack jacket jackets jade jam jasmine jasper jay jays jeans jelly jet jewel jewels
    jimmy joke jolly joy jubilee judge jump june junior juniper justice keen keeper kettle kettles key keys kid kill kind king
    kings kit kitty knight knights lace lad lads lake lamb lance land lane large lark lass last later laurel lavender law lea
    leaf leather left lemon leopard letter liberty life light lighter lightning lilac lilies lily lime linen link lion little
    lock lodge loft london long lord lot lots lotus love loveday lovely low luck lucky lynx lyric lyrics mac mace magic magnolia
    major mal man manly many maple march marigold marina mark marks marsh martin mash mason masters mat may mayor mead meadow
    meadows melody melon mercy merit merry mile miles mill miller mills mint miracle misty mock model mole monday moody moon
    moor more morning moss motto mountain mouse mud music mustard myrtle nail nan nanny nap nation neighbour nest nettle new
    newt nib nick night nightingale nip noble noon north nova nurse nut oak oaks ocean olive opal orange orbit orchard orchid
    order otter outlaw oven owl owls pace pack packer pad paddock page pages painter pal palmer pansy paradise park parker parks
    parrot parsley parsons partridge pastor pat patch patience patient patty paw pawn pea peace peach peacock peak pear pearl
    pearls peas peg pen penny peony pepper perfect petal petty phoenix pick pickle piece pigeon piggy pike pilgrim pine pink pip
    piper pippin pit pitcher pitt place plain plank plant plate plum plumber pole polly pond pool pope poppies poppy porter post
    pot pots potter pound power powers pray precious press price pride primrose prince princess print promise proud prudence
    puddle pump pure purple quail queen quick quiet quill rabbit rack raft rain rainbow raine rains rake ram ranger rank rash
    raven raw ray rays read reader ready real red reed reef reeve regal rice rich rick riddle rider ridge ring river rivers
    roach road rob robin robins rock rocket rocky rod roe roger roof rook roost root rope rose rosemary roses round rover rowan
    rowing royal ruby rudder runner rush rust rusty rye sad saddler sadly saffron sage sail sailor sally salmon salt sands sandy
    saturday savage saxon scarlet school scot sea seal season serene serenity shade sharp shed sheen sheet shell shepherd shine
    shirt shoe shoes shore short shot show shower shy sienna silk silver sing singer singing sis sit skate skinner sky skylark
    slack slate slice slide sly small smart smile smoke snail snell snow snowdrop snowy soldier son song sorrel soul south spade
    spark sparrow speaker speed spell spice spicer spike spoon sport spring sprite sprout squat squire stable staff stag stamp
    stand stanza star stark stars steam steel steeple stella sterling stern stew stick still stock stone stones storm story
    stout strange straw stream street stringer strong sugar summer summers sun sunday sunny sunshine swallow swan sweet swift
    swim sword sycamore sylvan table tack tall tally tan tanner tansy tart tawny tea teacher teal teddy teeny telly tempest
    temple ten tender term thatcher thin thistle thorn thrush thunder thursday thyme tick tiff tig tiger tiller timber time tin
    tinker toad tongue top topaz topping torch tough tower town toy train tray treacle treasure tree trees trick trim trinity
    trip troll trouble true truelove trust tub tuck tucker tuesday tulip tunnel turner twig twins twist uncle unity usher vale
    valentine valley van velvet venture verity vest vet vicar victor victory vine vines viola violet virtue vivid voice wager
    wait wake wales walk walker wall walls wally ward warm warner wash waters wave waves way weaver wednesday weed week well
    wells west whale wheat wheel wheeler whip whistle white whiting wick wide wiggle wild wilder will willow willows win wind
    window wing winner winter winters wise wish witch wizard wolf wonder wood wooden woods woody wool word world worth wren
    wright yard yarn yellow young zen zenith zest zinnia
    """.split()
)
"""Words as well as names: no name where one stands in small letters among other words, as in 'a red rose'."""

PHRASES: Final = tuple(
    phrase.strip()
    for phrase in """
    sports day|book day|open day|may day|nose day|mother's day|mothers day|father's day|fathers day|st david's day|boxing day|christmas day
    new year's day|remembrance day|earth day|pancake day|children's day|field day|day one|day trip|snow day
    may half term|may fair|june fair|summer fair|summer fête|summer fete|summer term|summer holidays|summer show|summer concert
    autumn term|autumn walk|winter fair|winter show|winter concert|spring fair|spring term|spring concert|spring show
    christmas carol|christmas carols|carol service|carol concert|carol singing|easter egg|easter eggs|easter bonnet
    town hall|village hall|school hall|sports hall|white house|black forest|forest school|green day|great britain|great fire
    holly and ivy|holly and the ivy|robin hood|jack frost|father christmas|snow white|red riding hood|goldilocks|peter pan|long jump
    high jump|tower bridge|london bridge|buckingham palace|river thames|north pole|south pole|north sea|black sea|red sea|high street
    the king|the queen|king charles|king arthur|queen victoria|the king's|the queen's|wild west|west end|new year|new forest
    """.strip()
    .replace("\n", "|")
    .split("|")
)
"""What stands there often with a capital, and is nobody's name."""

MONTHS: Final = frozenset({"april", "may", "june", "august"})

TITLES: Final = frozenset(
    "mr mrs ms miss mx dr sir dame lord lady professor prof coach uncle auntie aunt pc reverend rev father".split()
)

PARTICLES: Final = frozenset(
    """
    a ab abd abu al ap ar ben bin bint da dal de degli del dela della den der des di do dos du e el en fab ferch ibn il la las le les
    lo los mac mc ni nic o of os st saint te ten ter the ul ulu um ur uz van vande vander von vom y zu zum zur
    """.split()
)
"""Words of names that tell nobody apart."""

ABBREVIATIONS: Final = frozenset("am bc ce eg hq id ie it pa pc pe pm pr pta qr ra re tv uk un us vi xi xx".split())
"""Two letters with full stops that are no initials: 'P.E.'."""

_SHORT_FORMS: Final = """
    abdul: abs; abdullah: abz; abigail: abi; agnieszka: aga; aleksander: olek alek; aleksandra: ola;
    alexandra: alex lexi lexie sasha; alfred: alfie; alice: ally; amelia: millie mills; anastasia: stasia nastia;
    andrew: andy drew; andrzej: jedrek; anna: annie ania; anthony: tony ant; archibald: archie; barbara: basia; bartosz: bartek;
    beatrice: bea; benjamin: benji; bethany: beth; catherine: cathy katie kate cath; charles: charlie;
    charlotte: lottie charlie lotta char; christopher: topher; daniel: dani; david: dafydd dai; dawid: dawidek; delilah: lila;
    dmytro: dima; edward: ted teddy ned eddie ed; eleanor: ellie nell nora; elizabeth: lizzy elsie ellie eliza bethan;
    emily: em emmy millie; emma: em; evelyn: evie; ewa: ewka; fatima: fatou; florence: flo florrie flossie; frances: fran frankie;
    francesca: fran frankie chess; francis: frank; frederick: fred freddie freddy; gabriel: gabe; gabriella: gabby;
    george: georgie; georgia: georgie; georgina: georgie gina; grzegorz: grzesiek; hanna: hania; harold: harry; harriet: hattie;
    harrison: harry; henry: harry hal; hussain: hus; ibrahim: ibby ibs; imogen: immy; isabel: izzy; isabella: izzy;
    isabelle: izzy bella; isobel: izzy; jack: jacko jackie; jacob: jake; jakub: kuba; james: jim jimmy jamie jem; jan: janek jas;
    jennifer: jen jenny; jessica: jess jessie; joanna: jo asia; john: jack johnny jonny; jonathan: jon jonny; joseph: joe joey;
    joshua: josh; julia: jules; karolina: karo; katarzyna: kasia; katherine: kate katie kathy kat; khadija: khadi;
    krzysztof: krzys krzysiek; laurence: laurie; leonard: leo lenny; leonardo: leo; lucy: luce; madeleine: maddie; madison: maddie;
    magdalena: magda; malgorzata: gosia; maria: marysia; mariusz: mariuszek; marta: martusia; mateusz: mati;
    matilda: tilly tillie mattie; matthew: matt matty; maximilian: max; mia: mimi; michael: mike mick mikey mickey; michal: misiek;
    mohamed: mo; mohammad: mo; mohammed: mo; monika: monia; muhammad: mo; natalia: nat talia; natalie: nat; nathaniel: nat nate;
    nicholas: nick nicky; oleksandr: sasha sashko; oleksandra: sasha; oliver: olly ollie; olivia: liv livvy olly; ottilie: tilly;
    patricia: pat trish tricia; patrick: paddy pat; pawel: pawelek; penelope: penny; peter: pete; philip: phil pip; phoebe: phoebs;
    piotr: piotrek; rebecca: becky becca bex; reginald: reggie; richard: ricky dick rich; robert: rob bob robbie bobby bertie;
    ronald: ron ronnie; rosalind: ros; rosemary: rosie; rupert: rupe; ruth: ruthie; samantha: sam sammy; sebastian: seb bash;
    sofia: sofi; sophia: soph; sophie: soph; stanislaw: stas stasiu; stephen: steve stevie; steven: steve stevie; susannah: susie;
    theodora: teddy dora theo; theodore: teddy theo ted; thomas: tom tommy; timothy: tim timmy; tobias: toby; tomasz: tomek;
    victoria: vicky tori; vincent: vinny; volodymyr: vova volodia; wilfred: wilf alfie; william: will bill billy liam wills;
    winifred: winnie; wojciech: wojtek; yevhen: zhenia; yousuf: yus; zachary: zac zach zak; zofia: zosia; zuzanna: zuzia
"""
SHORT_FORMS: Final = MappingProxyType(
    {name.strip(): tuple(short.split()) for name, _, short in (each.partition(":") for each in _SHORT_FORMS.split(";"))}
)
"""What children are called in British schools where the collected list (the package `nicknames`) is silent."""

SAME_NAMES: Final = tuple(
    frozenset(group.split())
    for group in """
    mohammed mohamed muhammad mohammad muhammed mohamad muhamad mahomed mohd
    ahmed ahmad achmed
    yusuf yousuf yousef youssef yusef yousaf
    ibrahim ebrahim ibraheem
    hussain hussein husain hussayn husayn hossain
    hassan hasan
    ali aly
    aisha ayesha aysha aaisha aicha aishah
    fatima fatimah fatema fatma
    khadija khadijah
    zaynab zainab zeinab zeynab
    umar omar
    usman uthman osman
    abdullah abdullahi abdulla abdallah
    maryam mariam miriam
    sara sarah
    sofia sophia
    sophie sofie
    sean shaun shawn
    katherine catherine kathryn katharine catharine
    steven stephen
    zoe zoey zoie
    isobel isabel isabelle isabell
    callum calum
    rhys reece reese rees
    aidan aiden ayden
    jayden jaden jaiden
    hannah hanna hana
    caitlin kaitlyn katelyn caitlyn
    mia mya
    finlay finley
    mathew matthew
    philip phillip
    jeffrey geoffrey
    nicholas nicolas
    lily lilly
    layla leila laila leyla
    noor nur nour
    kamil camil
    olena elena
    mykola nikola
    oleksandr aleksandr alexander
    """.strip().split("\n")
)
"""Spellings of one name that people mistake for each other."""
