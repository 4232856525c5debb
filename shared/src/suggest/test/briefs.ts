/** What people would type, and what a useful first draft has to have: `model.field` → type, with `>model` for a relation. */
export const BRIEFS: readonly { brief: string; expects: Readonly<Record<string, string>>; isPublic?: boolean }[] = [
  {
    brief: 'Inventory for a small shop with suppliers and reorder levels',
    expects: {
      'products.supplier': 'text>suppliers',
      'products.reorderLevel': 'integer',
      'products.price': 'number',
      'products.quantity': 'integer',
      'suppliers.email': 'email',
    },
  },
  {
    brief: 'A CRM for a consulting agency: companies, contacts and deals with stage and expected close date',
    expects: {
      'companies.website': 'url',
      'contacts.email': 'email',
      'contacts.company': 'text>companies',
      'deals.stage': 'select',
      'deals.expectedCloseDate': 'date',
      'deals.amount': 'number',
    },
  },
  {
    brief: 'Book appointments for a dental clinic with patients and dentists',
    expects: {
      'appointments.patient': 'text>patients',
      'appointments.dentist': 'text>dentists',
      'appointments.startTime': 'datetime',
      'patients.dateOfBirth': 'date',
    },
  },
  {
    brief: 'Track which tools are lent to whom and when they come back',
    expects: {
      'tools.condition': 'select',
      'loans.tool': 'text>tools',
      'loans.dueDate': 'date',
      'loans.returned': 'boolean',
    },
  },
  {
    brief: 'Employees request vacation and managers approve it',
    expects: { 'vacations.employee': 'text>employees', 'vacations.startDate': 'date', 'vacations.status': 'select' },
  },
  {
    brief: 'Order management for a bakery with customers, products and delivery dates',
    expects: {
      'orders.customer': 'text>customers',
      'orders.product': 'text>products',
      'orders.deliveryDate': 'date',
      'orders.total': 'number',
    },
  },
  {
    brief: 'Event registration form: visitors sign up with name, email and party size',
    expects: { 'registrations.email': 'email', 'visitors.partySize': 'integer' },
    isPublic: true,
  },
  {
    brief: 'A library with books, members and loans',
    expects: { 'books.isbn': 'text', 'books.year': 'integer', 'loans.book': 'text>books', 'members.email': 'email' },
  },
  {
    brief: 'Bug tracker with projects, severity and status (open, in progress, fixed, closed)',
    expects: { 'bugs.severity': 'select', 'bugs.status': 'select', 'projects.startDate': 'date' },
  },
  {
    brief: 'Invoices for freelancers with clients, due date, amount and paid',
    expects: {
      'invoices.client': 'text>clients',
      'invoices.dueDate': 'date',
      'invoices.amount': 'number',
      'invoices.paid': 'boolean',
    },
  },
  {
    brief: 'Recipe collection with ingredients, servings and cooking time',
    expects: {
      'recipes.servings': 'integer',
      'recipes.cookingTime': 'integer',
      'recipes.vegetarian': 'boolean',
      'ingredients.recipe': 'text>recipes',
    },
  },
  {
    brief: 'Fleet of vans with mileage, inspection date and drivers',
    expects: { 'vans.mileage': 'integer', 'vans.inspectionDate': 'date', 'drivers.phone': 'text' },
  },
  {
    brief: 'Gym members, classes and trainers',
    expects: { 'members.joined': 'date', 'classes.capacity': 'integer', 'classes.trainer': 'text>trainers' },
  },
  {
    brief: 'Restaurant table reservations with number of guests and phone',
    expects: {
      'reservations.guestCount': 'integer',
      'reservations.startTime': 'datetime',
      'reservations.phone': 'text',
    },
  },
  {
    brief: 'Real estate listings with price, bedrooms, area and viewings',
    expects: {
      'listings.price': 'number',
      'listings.bedrooms': 'integer',
      'listings.area': 'number',
      'viewings.startTime': 'datetime',
    },
  },
  {
    brief: 'Student grades for a school: students, courses, exams',
    expects: { 'grades.student': 'text>students', 'grades.course': 'text>courses', 'grades.score': 'integer' },
  },
  {
    brief: 'Volunteers and shifts for a food bank',
    expects: { 'shifts.volunteer': 'text>volunteers', 'shifts.date': 'date', 'shifts.startTime': 'datetime' },
  },
  {
    brief: 'Job applicants with position, stage and rating',
    expects: { 'jobApplicants.position': 'text', 'jobApplicants.stage': 'select', 'jobApplicants.rating': 'integer' },
  },
  {
    brief: 'Expense claims with receipts, category (travel, meals, office) and approval status',
    expects: {
      'expenseClaims.category': 'select',
      'expenseClaims.approvalStatus': 'select',
      'expenseClaims.amount': 'number',
    },
  },
  {
    brief: 'Track my beehives with honey yield and inspection date',
    expects: { 'beehives.honeyYield': 'number', 'beehives.inspectionDate': 'date' },
  },
  {
    brief: 'Plants in my garden with watering date and sunlight',
    expects: { 'plants.wateringDate': 'date', 'plants.sunlight': 'text' },
  },
  {
    brief: 'Pet clinic: pets, owners, visits and vaccinations',
    expects: { 'pets.species': 'select', 'visits.pet': 'text>pets', 'vaccinations.pet': 'text>pets' },
  },
  {
    brief: 'Customer feedback survey with rating and comment',
    expects: { 'surveys.rating': 'integer', 'surveys.comment': 'longText' },
    isPublic: true,
  },
  {
    brief: 'Asset register for laptops and phones with serial number and warranty until',
    expects: { 'assets.serialNumber': 'text', 'assets.warrantyUntil': 'date', 'assets.purchaseDate': 'date' },
  },
  {
    brief: 'Content calendar for blog posts with author, publish date and status',
    expects: { 'blogPosts.author': 'text', 'blogPosts.publishDate': 'date', 'blogPosts.status': 'select' },
  },
  {
    brief: 'Hotel rooms, guests and bookings with check-in and check-out',
    expects: {
      'bookings.room': 'text>rooms',
      'bookings.checkIn': 'date',
      'bookings.checkOut': 'date',
      'rooms.rate': 'number',
    },
  },
  { brief: 'Donations and donors for a charity', expects: { 'donations.amount': 'number', 'donors.email': 'email' } },
  {
    brief: 'Meeting room booking for our office',
    expects: {
      'meetingRooms.capacity': 'integer',
      'bookings.meetingRoom': 'text>meetingRooms',
      'bookings.endTime': 'datetime',
    },
  },
  {
    brief: 'Maintenance requests for rental properties with tenants and cost',
    expects: {
      'maintenanceRequests.cost': 'number',
      'maintenanceRequests.rentalProperty': 'text>rentalProperties',
      'tenants.phone': 'text',
    },
  },
  {
    brief: 'Workout log with exercises, sets, reps and weight',
    expects: { 'workouts.sets': 'integer', 'workouts.weight': 'number', 'workouts.date': 'date' },
  },
  {
    brief: 'Contracts with suppliers, start date, expiry date and notice period',
    expects: {
      'contracts.supplier': 'text>suppliers',
      'contracts.expiryDate': 'date',
      'contracts.noticePeriod': 'text',
    },
  },
  {
    brief: 'Wedding guest list with RSVP, meal choice and table number',
    expects: { 'guests.rsvp': 'select', 'guests.mealChoice': 'text' },
    isPublic: true,
  },
  {
    brief: 'Support tickets for customers with priority and due date',
    expects: { 'tickets.customer': 'text>customers', 'tickets.priority': 'select', 'tickets.dueDate': 'date' },
  },
  {
    brief: 'Museum artefacts with artist, year, location and condition',
    expects: {
      'museumArtefacts.year': 'integer',
      'museumArtefacts.artist': 'text',
      'museumArtefacts.condition': 'select',
    },
  },
  {
    brief: 'Quality inspections for machines with result and inspector',
    expects: { 'inspections.machine': 'text>machines', 'inspections.result': 'longText' },
  },
  {
    brief: 'Warehouse stock movements between warehouses',
    expects: { 'stockMovements.warehouse': 'text>warehouses', 'stockMovements.quantity': 'integer' },
  },
]
