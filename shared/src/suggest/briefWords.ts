const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** What follows are properties of what came before. */
export const JOINTS = words('with including include includes having have has containing contains :')

/** What follows is said about what came before: whose it is, where, for whom. */
export const ASIDES = words('for by from to of per in at between across')

/** Words between things. */
export const LINKS = words(
  'and or , plus & on who that which where when whose their its each every as so also well while the a ' +
    'an my our your his her these those this some any all them they we i me us it is are be being been was ' +
    'were can could should must will would may not no do does what how whom if then than about into out up ' +
    'back need needs want wants like please new against via within without during after before more other ' +
    'many few several different various own one two three ones there here get let lets am only just ' +
    'through over under ready too',
)

/** What people do with things; some of them are names of things, too (order, book). */
export const VERBS = words(
  'track tracking manage managing keep keeping organise organize store storing list listing monitor ' +
    'collect collecting handle handling see show send sends add edit make build create creating run ' +
    'running use using assign assigned register registering sign lend lent borrow borrowed rent rented ' +
    'sell sold buy bought come comes go goes know record log logging schedule scheduling plan planning ' +
    'book order report reporting request review approve submit give given take taken follow work works ' +
    'working pay belong belongs save find watch read compare offer contact document visit invoice bill ' +
    'loan grade test repair share answer remember help helps accept invite join attend teach learn ask ' +
    'tell say label mark measure wanted owed due',
)

/** Words for the app itself and those who use it. */
export const APP_WORDS = words(
  'manager managers admin admins user users people collection calendar app application system tool ' +
    'software website site page form tracker management tracking database db dashboard planner log ' +
    'register list overview portal solution platform board desk data information info records program ' +
    'booking internal simple small big large little basic online local family private personal public team ' +
    'everything things stuff something history process workflow',
)
