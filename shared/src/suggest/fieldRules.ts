import { PLAN_LIMITS, type FieldPlan } from './plan.ts'
import { singularPhrase, toApiName, toLabel } from './words.ts'

/** What a phrase says about its values; the first rule that fits decides. */
interface FieldRule {
  fits: RegExp
  type: FieldPlan['type']
  more?: Partial<Pick<FieldPlan, 'min' | 'max' | 'maxLength' | 'unique'>>
  options?: readonly string[]
}

const YES_NO =
  /^(is|has|needs?|can|wants?) |(^| )(active|paid|done|completed?|approved|confirmed|available|archived|featured|returned|vegan|vegetarian|vaccinated|neutered|published|verified|billable|recurring|consent|newsletter|insured|urgent|checked in|received|attended|solved|in stock|optional)$/
const MONEY =
  /(^| )(price|cost|amount|total|subtotal|fee|salary|wage|budget|balance|revenue|deposit|rent|payment|discount|tax|expense|fine|turnover|income|premium|bid|donation|target value|deal value|hourly rate|daily rate|rate)$/
const DATE =
  /(^| )(date|birthday|birth date|date of birth|deadline|due|expiry|expiration|dob|start|end|begin|from|until|since|valid until|best before|delivery day|day|arrival|departure|check-in|check-out|checkin|checkout|hired|joined|renewal|anniversary|warranty until|published on|due on)$/
const COUNT =
  /(^(number|count) of )|(^| )(quantity|qty|count|level|stock|seat|capacity|age|year|point|score|guest|people|person count|attendee count|page|floor|bedroom|bathroom|mileage|minute|duration|serving|rank|copy|limit|repetition|rep|set|step count|party size|bed|odometer|head count|on hand)$/

const RULES: readonly FieldRule[] = [
  { fits: /(^| )e-?mail( address)?$/, type: 'email' },
  { fits: /(^| )(website|web site|url|link|homepage|web address|portfolio)$/, type: 'url' },
  {
    fits: /(^| )(phone|telephone|mobile|cell|fax|whatsapp)( number)?$/,
    type: 'text',
    more: { maxLength: 40 },
  },
  { fits: YES_NO, type: 'boolean' },
  { fits: /(^| )(priority|severity|urgency)$/, type: 'select', options: ['Low', 'Medium', 'High'] },
  { fits: /(^| )(stage)$/, type: 'select', options: ['New', 'Qualified', 'Proposal', 'Won', 'Lost'] },
  { fits: /(^| )(status|state|progress|condition)$/, type: 'select', options: ['New', 'In progress', 'Done'] },
  { fits: /(^| )(rating|star)$/, type: 'integer', more: { min: 1, max: 5 } },
  { fits: /(^| )(party|group|team|class|batch|family|household|company) size$/, type: 'integer', more: { min: 0 } },
  {
    fits: /(^| )(cooking|preparation|prep|baking|travel|response|waiting|lead|running|processing) time$/,
    type: 'integer',
    more: { min: 0 },
  },
  { fits: /(^| )(rsvp|attendance)$/, type: 'select', options: ['Yes', 'No', 'Maybe'] },
  { fits: /(^| )size$/, type: 'select', options: ['S', 'M', 'L', 'XL'] },
  { fits: /(^| )gender$/, type: 'select', options: ['Female', 'Male', 'Other', 'Not stated'] },
  { fits: /(^| )(weekday|day of the week)$/, type: 'select', options: WEEKDAYS() },
  { fits: /(^| )(payment method)$/, type: 'select', options: ['Cash', 'Card', 'Transfer'] },
  {
    fits: /(^| )(sku|isbn|barcode|vin|serial number|licen[cs]e plate|plate|registration number|iban|member number)$|(^| )(order|invoice|account|asset|case|ticket|policy|contract|batch|lot|patient|student|employee) (number|no|id|code)$/,
    type: 'text',
    more: { maxLength: 60, unique: true },
  },
  {
    fits: /(^| )(date and time|time|datetime|timestamp|start time|end time|starts at|ends at|starts|ends|slot)$/,
    type: 'datetime',
  },
  { fits: DATE, type: 'date' },
  { fits: MONEY, type: 'number', more: { min: 0 } },
  { fits: /(^| )(percentage|percent|probability|completion|humidity)$/, type: 'number', more: { min: 0, max: 100 } },
  { fits: /(^| )(temperature|latitude|longitude|profit|change)$/, type: 'number' },
  {
    fits: /(^| )(weight|height|width|length|depth|area|distance|hour|volume|litre|liter|kilometre|kilometer|mile|gram|kilo|calorie|dose|dosage|yield|speed|consumption|reading)s?$/,
    type: 'number',
    more: { min: 0 },
  },
  { fits: COUNT, type: 'integer', more: { min: 0 } },
  {
    fits: /(^| )(note|description|comment|detail|instruction|address|reason|summary|message|remark|history|biography|bio|body|content|answer|feedback|observation|diagnosis|treatment|agenda|minutes|ingredient|allergy|step|requirement|text|symptom|result|finding|story)$/,
    type: 'longText',
    more: { maxLength: 2000 },
  },
]

function WEEKDAYS(): string[] {
  return ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
}

const ruleOf = (phrase: string): FieldRule | undefined => RULES.find(({ fits }) => fits.test(phrase))

/** Words that name a property without saying more about its values. */
const PLAIN =
  /(^| )(name|title|subject|category|type|kind|brand|model|make|colour|color|location|city|country|code|number|first name|last name|surname|author|contact|contact person|company|department|role|unit|breed|species|owner|assignee|responsible|genre|language|variety|manufacturer|skill|tag|zip|postcode|street|topic|subject line|supervisor|instructor|trainer|destination|origin|source|label|reference|publisher|vendor|job title|position)$/

/** True for a phrase that names a property (due date, unit price), not a thing that has properties. */
export function isFieldPhrase(phrase: string): boolean {
  const one = singularPhrase(phrase)
  return ruleOf(one) !== undefined || PLAIN.test(one)
}

/** True for a phrase whose values come from a short list. */
export function isChoicePhrase(phrase: string): boolean {
  return ruleOf(singularPhrase(phrase))?.type === 'select' || /(^| )(category|type|kind|genre|role|plan)$/.test(phrase)
}

/**
 * A field by how it is called: `due date` is a date, `unit price` a number from 0. Behind the phrase may stand `!` (required),
 * `*` (no two alike) and `=A|B|C` (a choice).
 */
export function fieldOf(written: string): FieldPlan {
  const [head = '', choices] = written.split('=')
  const phrase = head.replaceAll(/[!*]/g, '').trim()
  const rule = ruleOf(singularPhrase(phrase))
  const options = (choices?.split('|') ?? rule?.options ?? [])
    .map((option) => option.trim().slice(0, 80))
    .filter(Boolean)
  const type = choices === undefined ? (rule?.type ?? 'text') : 'select'
  const more = type === rule?.type || rule === undefined ? rule?.more : undefined
  return {
    name: toApiName(phrase, 'field'),
    label: toLabel(phrase),
    type,
    required: head.includes('!'),
    options: type === 'select' ? [...new Set(options)].slice(0, PLAN_LIMITS.options) : [],
    ...(type === 'text' ? { maxLength: 200 } : {}),
    ...more,
    unique: head.includes('*') || more?.unique === true,
  }
}
