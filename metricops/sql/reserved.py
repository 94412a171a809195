"""Words that must be quoted when they are used as names, in at least one of the dialects."""

WORDS = """
    all analyse analyze and any array as asc asymmetric at both by case cast check collate column constraint
    create cross current current_catalog current_date current_role current_time current_timestamp current_user
    date default deferrable desc describe distinct do drop else end except exists false fetch filter for
    foreign from full grant group grouping groups having hour if ilike in index initially inner insert
    intersect interval into is join key lambda lateral leading left like limit localtime localtimestamp minute
    month natural new no not notnull null of off offset old on only or order outer over overlaps partition
    pivot placing position primary qualify range references regexp returning right rlike row rows second
    select session_user set show similar some start summarize symmetric table tablesample then time timestamp
    to trailing trigger true union unique unpivot update user using value values variadic verbose view when
    where window with within without year
"""
RESERVED = frozenset(WORDS.split())
