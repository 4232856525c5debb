/**
 * Things that people keep records of, by their name in the singular: other names, then fields as `fieldOf` reads them.
 * `customer>` names a record of another thing; with `?` before it only where that thing has a model in the plan.
 */
interface Entity {
  also?: readonly string[]
  fields: string
}

export const ENTITIES: Readonly<Record<string, Entity>> = {
  product: {
    also: ['item', 'article', 'good', 'stock item', 'inventory item', 'part', 'spare part', 'merchandise', 'material'],
    fields: 'name!, SKU*, category, ?supplier>, quantity!, price, description',
  },
  supplier: { also: ['vendor', 'manufacturer'], fields: 'name!, contact person, email, phone, address, active' },
  customer: {
    also: ['client', 'buyer', 'guest', 'account', 'subscriber', 'tenant', 'donor'],
    fields: 'name!, email*, phone, address, notes',
  },
  contact: { fields: 'name!, email*, phone, ?company>, job title, notes' },
  company: { also: ['organisation', 'organization', 'business'], fields: 'name!, website, industry, phone, address' },
  lead: {
    also: ['prospect'],
    fields: 'name!, email, phone, source=Website|Referral|Event|Other, status=New|Contacted|Qualified|Lost, notes',
  },
  deal: {
    also: ['opportunity', 'sale'],
    fields: 'title!, ?customer>, ?company>, stage!, amount, close date, probability, notes',
  },
  order: {
    also: ['purchase', 'purchase order', 'sales order'],
    fields:
      'order number*, customer>, ?product>, ?supplier>, quantity, status!=New|Confirmed|Shipped|Delivered|Cancelled, order date!, total, notes',
  },
  invoice: {
    also: ['bill'],
    fields: 'invoice number!*, customer>!, issue date!, due date, amount!, status!=Draft|Sent|Paid|Overdue, notes',
  },
  quote: {
    also: ['estimate', 'offer', 'quotation'],
    fields: 'title!, customer>!, amount, status!=Draft|Sent|Accepted|Declined, valid until, notes',
  },
  payment: { fields: 'date!, amount!, payment method, ?invoice>, ?customer>, ?tenant>, reference' },
  expense: {
    also: ['receipt', 'expense claim', 'cost'],
    fields:
      'date!, description!, amount!, category=Travel|Meals|Supplies|Software|Other, ?employee>, ?project>, status!=Submitted|Approved|Rejected|Paid',
  },
  project: {
    also: ['campaign', 'engagement'],
    fields: 'name!, ?customer>, status!=Planned|Active|On hold|Done, start date, end date, budget, description',
  },
  task: {
    also: ['todo', 'to-do', 'job', 'chore', 'activity', 'work order', 'action item', 'milestone'],
    fields: 'title!, ?project>, assignee, status!=To do|In progress|Done, priority, due date, description',
  },
  ticket: {
    also: ['issue', 'bug', 'support request', 'incident', 'complaint', 'bug report', 'fault', 'case'],
    fields: 'subject!, ?customer>, description, status!=Open|In progress|Waiting|Solved, priority!, assignee, due date',
  },
  employee: {
    also: [
      'worker',
      'team member',
      'colleague',
      'staff member',
      'volunteer',
      'technician',
      'driver',
      'teacher',
      'coach',
      'trainer',
      'instructor',
      'tutor',
      'freelancer',
      'inspector',
      'artist',
      'speaker',
    ],
    fields: 'name!, email*, phone, department, role, start date, active',
  },
  'leave request': {
    also: [
      'leave',
      'vacation',
      'holiday',
      'absence',
      'time off',
      'holiday request',
      'vacation request',
      'time-off request',
    ],
    fields:
      'employee>!, type!=Vacation|Sick|Parental|Other, start date!, end date!, reason, status!=Requested|Approved|Rejected',
  },
  shift: { fields: 'employee>!, date!, start time, end time, role, notes' },
  'time entry': {
    also: ['timesheet', 'work log', 'working hour'],
    fields: 'date!, ?employee>, ?project>, hours!, description, billable',
  },
  candidate: {
    also: ['applicant', 'job applicant', 'application', 'job application'],
    fields: 'name!, email!*, phone, position, stage!=Applied|Interview|Offer|Hired|Rejected, rating, portfolio, notes',
  },
  vacancy: {
    also: ['job opening', 'job posting', 'open position'],
    fields: 'title!, department, location, salary, status!=Open|On hold|Filled, description',
  },
  patient: { fields: 'name!, date of birth, gender, phone!, email, address, allergies, notes' },
  appointment: {
    also: ['visit', 'consultation', 'session', 'viewing', 'meeting', 'interview'],
    fields:
      '?patient>, ?customer>, ?pet>, ?doctor>, ?employee>, start time!, duration, status!=Planned|Confirmed|Done|Cancelled, reason, notes',
  },
  doctor: {
    also: ['physician', 'dentist', 'therapist', 'vet', 'stylist', 'practitioner'],
    fields: 'name!, speciality, email*, phone, active',
  },
  prescription: {
    also: ['medication', 'medicine'],
    fields: 'patient>!, medicine!, dosage, start date!, end date, instructions',
  },
  pet: {
    also: ['animal', 'dog', 'cat', 'horse'],
    fields: 'name!, species=Dog|Cat|Bird|Other, breed, birth date, weight, owner, vaccinated, notes',
  },
  student: {
    also: ['pupil', 'learner', 'participant', 'trainee'],
    fields: 'name!, email*, phone, date of birth, ?course>, start date, notes',
  },
  course: {
    also: ['class', 'lesson', 'workshop', 'training', 'seminar'],
    fields: 'title!, ?teacher>, ?employee>, start date, capacity, price, location, description',
  },
  enrolment: {
    also: ['enrollment', 'registration', 'sign-up', 'signup'],
    fields: 'name!, email!, ?course>, ?event>, ?student>, date, status!=Registered|Confirmed|Cancelled, notes',
  },
  grade: {
    also: ['mark', 'exam', 'test result', 'assignment'],
    fields: '?student>, ?course>, title!, date!, score, comment',
  },
  book: { also: ['publication'], fields: 'title!, author!, ISBN*, genre, year, copies, available' },
  film: { also: ['movie', 'series', 'game', 'album', 'record'], fields: 'title!, genre, year, rating, notes' },
  loan: {
    also: ['lending', 'checkout', 'borrowing', 'rental', 'hire'],
    fields: '?book>, ?tool>, ?asset>, ?vehicle>, borrower!, loan date!, due date!, returned, notes',
  },
  member: {
    also: ['membership', 'club member', 'player', 'athlete'],
    fields: 'name!, member number*, email*, phone, plan=Basic|Plus|Premium, joined, active',
  },
  event: {
    also: ['conference', 'party', 'concert', 'wedding', 'match', 'tournament'],
    fields: 'title!, start time!, end time, location, capacity, price, description',
  },
  attendee: {
    also: ['visitor', 'invitee', 'invitation'],
    fields: 'name!, email!, ?event>, party size, status!=Invited|Coming|Not coming, notes',
  },
  booking: {
    also: ['reservation', 'table reservation', 'room booking'],
    fields:
      'name!, email, phone, ?room>, ?table>, ?court>, ?vehicle>, start time!, end time, guests, status!=Requested|Confirmed|Cancelled, notes',
  },
  room: {
    also: ['meeting room', 'apartment', 'flat', 'cabin', 'court', 'desk', 'venue'],
    fields: 'name!, room number*, capacity, floor, rate, available, description',
  },
  property: {
    also: ['house', 'listing', 'real estate', 'building', 'rental property', 'unit'],
    fields:
      'title!, address!, type=Flat|House|Office|Land, price!, bedrooms, area, status!=Available|Reserved|Sold|Let, description',
  },
  'maintenance request': {
    also: ['repair', 'maintenance', 'service', 'repair request', 'inspection', 'maintenance task'],
    fields:
      'title!, ?asset>, ?vehicle>, ?property>, ?machine>, date!, cost, status!=Reported|Planned|Done, description',
  },
  asset: {
    also: ['equipment', 'device', 'machine', 'laptop', 'computer', 'hardware', 'furniture', 'instrument'],
    fields:
      'name!, asset number*, type, location, purchase date, price, status!=In use|In store|In repair|Retired, assignee',
  },
  tool: { fields: 'name!, category, condition=New|Good|Worn|Broken, location, available, notes' },
  vehicle: {
    also: ['car', 'truck', 'van', 'bike', 'bicycle', 'boat'],
    fields: 'licence plate!*, make, model, year, mileage, status!=Available|In use|In service, inspection due',
  },
  trip: {
    also: ['journey', 'delivery', 'ride', 'tour', 'shipment', 'route'],
    fields: 'title!, ?vehicle>, ?driver>, ?customer>, date!, destination, distance, status!=Planned|On the way|Done',
  },
  recipe: {
    also: ['dish', 'menu item', 'meal'],
    fields:
      'name!, category=Starter|Main|Dessert|Drink, servings, preparation minutes, ingredients, instructions, vegetarian',
  },
  ingredient: { also: ['grocery', 'food'], fields: 'name!, ?recipe>, quantity, unit, best before, notes' },
  table: { also: ['restaurant table'], fields: 'table number!*, seats!, location=Inside|Terrace|Bar' },
  plant: {
    also: ['crop', 'tree', 'seed', 'flower', 'garden bed'],
    fields: 'name!, variety, location, planting date, notes',
  },
  harvest: { fields: 'date!, ?plant>, ?field>, weight, notes' },
  field: { also: ['plot', 'paddock'], fields: 'name!, area, location, notes' },
  workout: { also: ['exercise', 'training session'], fields: 'date!, exercise!, sets, reps, weight, duration, notes' },
  habit: { fields: 'name!, frequency=Daily|Weekly|Monthly, start date, active' },
  review: {
    also: ['feedback', 'survey', 'survey response', 'testimonial', 'questionnaire'],
    fields: 'name, email, ?product>, ?course>, rating!, comment, date',
  },
  message: {
    also: ['enquiry', 'inquiry', 'request', 'contact request', 'suggestion', 'idea'],
    fields: 'name!, email!, subject, message!, status!=New|Answered|Closed',
  },
  document: {
    also: ['contract', 'policy', 'certificate', 'permit', 'license', 'licence', 'subscription'],
    fields: 'title!, type, ?customer>, ?supplier>, start date, expiry date, status!=Draft|Active|Expired, link',
  },
  article: {
    also: ['post', 'blog post', 'page', 'announcement', 'news'],
    fields: 'title!, author, status!=Draft|Published, published on, content, link',
  },
  donation: { also: ['pledge'], fields: 'donor!, email, amount!, date!, recurring, campaign, notes' },
  transaction: {
    also: ['income', 'bank transaction', 'journal entry'],
    fields: 'date!, description!, amount!, category, type!=Income|Expense',
  },
  risk: {
    also: ['hazard'],
    fields: 'title!, severity!, probability, owner, status!=Open|Mitigated|Closed, description',
  },
  measurement: {
    also: ['reading', 'sample', 'observation', 'experiment', 'test'],
    fields: 'date!, title!, result, location, temperature, notes',
  },
  warehouse: {
    also: ['location', 'store', 'branch', 'site', 'office', 'shop location'],
    fields: 'name!, address, phone, manager, active',
  },
  'stock movement': {
    also: ['movement', 'stock transfer', 'adjustment'],
    fields: 'date!, product>!, type!=In|Out|Adjustment, quantity!, ?warehouse>, notes',
  },
}

/** Words for a whole kind of app: what such an app keeps. Several things are only
 * meant where the brief names fewer than two itself, those of a place only where it names none. */
export const HEADS: Readonly<Record<string, readonly string[]>> = {
  inventory: ['product'],
  stock: ['product'],
  catalogue: ['product'],
  catalog: ['product'],
  crm: ['customer', 'deal'],
  helpdesk: ['ticket', 'customer'],
  'help desk': ['ticket', 'customer'],
  invoicing: ['invoice', 'customer'],
  billing: ['invoice', 'customer'],
  recruiting: ['candidate', 'vacancy'],
  recruitment: ['candidate', 'vacancy'],
  hiring: ['candidate', 'vacancy'],
  timesheet: ['time entry', 'employee'],
  'time tracking': ['time entry', 'project'],
  fleet: ['vehicle'],
  booking: ['booking'],
  reservation: ['booking'],
  lent: ['loan'],
  borrowed: ['loan'],
  borrow: ['loan'],
  'household budget': ['transaction'],
  'family budget': ['transaction'],
  'personal finances': ['transaction'],
  bookkeeping: ['transaction'],
  'issue tracker': ['ticket'],
  budgeting: ['transaction'],
}

export const PLACES: Readonly<Record<string, readonly string[]>> = {
  shop: ['product', 'order', 'customer'],
  store: ['product', 'order', 'customer'],
  clinic: ['patient', 'appointment', 'doctor'],
  practice: ['patient', 'appointment'],
  school: ['student', 'course', 'teacher'],
  library: ['book', 'member', 'loan'],
  gym: ['member', 'course'],
  restaurant: ['table', 'booking', 'recipe'],
  hotel: ['room', 'booking', 'customer'],
  farm: ['field', 'plant', 'harvest'],
  garage: ['vehicle', 'maintenance request', 'customer'],
  workshop: ['customer', 'maintenance request'],
  salon: ['customer', 'appointment'],
  club: ['member', 'event'],
  charity: ['donor', 'donation'],
  agency: ['customer', 'project', 'task'],
  portfolio: ['project'],
  household: ['transaction', 'task'],
  garden: ['plant', 'harvest'],
  kennel: ['pet', 'booking'],
}

/** More than one word says the same: `client` → `customer`. */
export const SYNONYMS: ReadonlyMap<string, string> = new Map(
  Object.entries(ENTITIES).flatMap(([name, { also = [] }]) => also.map((other) => [other, name] as const)),
)
