"""The words that :mod:`sentiment_head.reviews` makes its sentences of."""

from __future__ import annotations

# ruff: noqa: E501 - a word list is read across


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


ADJECTIVES = {
    "positive": _words(
        "wonderful moving funny sharp warm touching clever gripping beautiful charming honest fresh witty tender thoughtful exciting satisfying engaging inventive elegant powerful delightful hilarious absorbing brilliant heartfelt intelligent lively memorable original graceful riveting rewarding haunting vivid playful compelling refreshing entertaining superb enjoyable exquisite masterful poignant captivating imaginative subtle generous uplifting thrilling stunning smart perceptive sincere big-hearted likable well-made finely_observed deeply_felt"
    ),
    "negative": _words(
        "dull boring flat clumsy predictable silly tedious lifeless shallow stale muddled pointless awful ugly forgettable messy empty lazy pretentious annoying bland confused contrived cheap sluggish hollow tiresome unfunny laughable overlong derivative sloppy incoherent painful disappointing dreary lame wooden grating mediocre heavy-handed manipulative insufferable soulless half-baked formulaic amateurish obvious self-indulgent overwrought uninvolving charmless humorless leaden thin trite unconvincing ham-fisted badly_acted hard_to_sit_through"
    ),
}

CLAUSES = {
    "positive": _lines("""
        draws you in from the first minute
        stays with you long after it ends
        makes you laugh and then makes you think
        earns every tear
        never loses its nerve
        works on every level
        hits all the right notes
        keeps you guessing until the end
        is worth every minute
        finds beauty in small things
        deserves a wide audience
        rewards your patience
        gets better as it goes along
        has real heart
        takes your breath away
        tells its story with grace and humor
        treats its people with respect
        leaves you smiling
        is a pleasure to watch
        surprises at every turn
        makes two hours fly by
        looks gorgeous and sounds even better
        has something to say and says it well
        gives its actors room to shine
        wears its intelligence lightly
        is as good as anything of its kind
        casts a spell
        manages to be both scary and sad
        shows a real gift for comedy
        captures the mood of its time perfectly
        never takes the easy way out
        had the whole room cheering
    """),
    "negative": _lines("""
        runs out of ideas after ten minutes
        goes nowhere
        wastes a good cast
        never comes to life
        puts you to sleep
        insults your intelligence
        collapses under its own weight
        mistakes noise for drama
        feels like a chore
        falls apart in the last act
        has nothing to say
        makes you check your watch
        should have stayed on the shelf
        leaves a bad taste
        is a waste of time and talent
        takes forever to get anywhere
        tries much too hard
        has been done better many times before
        cannot decide what it wants to be
        plays like a bad television episode
        asks for tears it has not earned
        repeats the same joke until it dies
        drags on and on
        drowns in its own sentiment
        has no idea how to end
        makes no sense at all
        never rises above the ordinary
        will bore children and embarrass their parents
        loses its way early and never finds it again
        is too long by half
        gives you no reason to care
        had people walking out
    """),
}

NOUN_PHRASES = {
    "positive": _lines("""
        a triumph
        a small miracle
        a real treat
        a feast for the eyes
        one of the best things i have seen this year
        a labor of love
        pure joy
        a breath of fresh air
        a remarkable achievement
        great fun for the whole family
        a winner
        comedy at its finest
        a work of real depth and feeling
        a first-rate thriller
        an instant classic
        a welcome return to form
        storytelling of the highest order
        a gem
    """),
    "negative": _lines("""
        a mess
        a complete waste of time
        a disaster from beginning to end
        one of the worst things i have seen this year
        a missed opportunity
        pure torture
        a tired collection of old jokes
        an embarrassment for everyone involved
        a failure
        two hours i will never get back
        comedy without a single laugh
        a long and empty exercise in style
        a third-rate thriller
        an instant headache
        a cynical attempt to cash in
        storytelling by numbers
        a dud
        noise and nothing else
    """),
}

# What a text may be about, and what of it.
THINGS = _words(
    "film movie story comedy drama thriller picture documentary romance adventure debut sequel remake book novel show play series record game"
)
ASPECTS = _words(
    "story script acting cast direction dialogue photography ending plot humor pace music premise action hero villain romance editing performance screenplay"
)
GOOD_SIDES = _words(
    "ambition charm good_intentions energy fine_photography famous_faces promise style cleverness beauty special_effects talent"
)
BAD_SIDES = _words(
    "flaws slow_start rough_edges small_budget familiar_plot odd_tone excesses faults uneven_pace simple_premise length silliness"
)

# Outside the cinema.
SERVICE = {
    "positive": _lines("""
        The staff went out of their way to help us.
        Delivery was a day early and everything was well packed.
        Best coffee in town, and the owner remembers your name.
        The room was spotless and the bed was a dream.
        Support answered in five minutes and solved it at once.
        Works exactly as described, very happy with it.
        The battery lasts for days, I am impressed.
        We will certainly come back next summer.
        Thank you so much, this saved my week!
        The new version is much faster and I love the search.
        Great value, I have already bought a second one.
        Our guide was patient, funny and knew everything.
        Cannot recommend this place highly enough.
        The soup alone is worth the trip.
        Setup took two minutes and it has run without a hitch since.
        My daughter adores it and so do I.
        They replaced the broken part without any fuss.
        A quiet street, kind neighbours and a lovely garden.
        What a relief, somebody finally listened.
        Well done to the whole team, the event was a joy.
    """),
    "negative": _lines("""
        The staff ignored us for half an hour.
        Delivery was a week late and the box was crushed.
        The coffee was cold and the owner was rude.
        The room smelled of smoke and the sheets were dirty.
        Support never answered, and my money is gone.
        Nothing like the description, I want a refund.
        The battery is dead by noon.
        We will never set foot in there again.
        I have asked three times and nobody cares.
        The new version crashes whenever I open the search.
        Broke after two days, a complete rip-off.
        Our guide was late, bored and knew nothing.
        Stay away from this place.
        The soup tasted like dishwater.
        Two hours of setup and it still does not work.
        My daughter cried and so did I.
        They refused to replace the broken part.
        Noisy street, hostile neighbours and mould in the bath.
        I am sick of waiting for a simple answer.
        Whoever planned this event should be ashamed.
    """),
    "neutral": _lines("""
        The staff work in two shifts.
        Delivery takes three to five days.
        The café is on the corner of the square.
        The room has two beds and a window to the yard.
        Support can be reached from nine to five.
        The box contains a cable, a manual and a charger.
        The battery has a capacity of 4,000 mAh.
        Does anyone know when the office opens?
        We arrived on Tuesday and left on Friday.
        The new version was released in March.
        I bought it for my brother.
        Our guide met us at the station.
        You can also pay by card.
        The soup of the day is tomato.
        The meeting has been moved to Thursday at ten.
        My daughter is in her second year at school.
        The part has the number 4471.
        It is a street of three-storey houses.
        He asked whether the form had been sent.
        The event takes place in the town hall.
    """),
}

NEUTRAL_CLAUSES = _lines("""
    is set in a small town in the north
    runs for two hours and ten minutes
    follows a teacher and her three brothers
    opens in twelve cities next week
    was shot over six weeks in the spring
    is based on a book of the same name
    tells of a man who comes home after a war
    was written by two brothers
    has subtitles in four languages
    begins with a wedding and ends with a funeral
    takes place on a single day
    is the second of three parts
    stars an actor known from television
    was first shown at a festival in september
    is about a journey across a desert
    has a running time of ninety minutes
    moves between the present and the past
    is a remake of an older picture
    deals with a court case of the fifties
    comes out on disc in november
""")
