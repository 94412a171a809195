select 'f1' as film_id, 'The Weir' as title, 'drama' as genre, true as "order"
union all
select 'f2', 'Owls', 'family', false
