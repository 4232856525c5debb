/** Suggestions that a program makes: described in words, found on a screen, for a model, a theme. */
export const assistTexts = {
  'action.describe': 'Describe a change…',
  'describe.title': 'Describe what you need',
  'describe.changeTitle': 'Describe a change',
  'describe.hint': 'In words, as a suggestion',
  'describe.instead': 'Describe it instead',
  'describe.lead':
    'Say what is kept and what is known about each. Models, endpoints and screens come as a suggestion: nothing is made before you accept it.',
  'describe.changeLead':
    'Say what the project should also have. It comes as a suggestion: nothing changes before you accept it, in parts or whole.',
  'describe.label': 'What do you need?',
  'describe.changeLabel': 'What should change?',
  'describe.placeholder': 'Inventory for a small shop with suppliers and reorder levels',
  'describe.changePlaceholder': 'Add a due date and a priority to tasks',
  'describe.examples': 'For example',
  'describe.example.shop': 'Inventory for a small shop with suppliers and reorder levels',
  'describe.example.clinic': 'Book appointments for a dental clinic with patients and dentists',
  'describe.example.events': 'Event registration form: visitors sign up with name, email and party size',
  'describe.example.add': 'Add a due date and a priority (low, medium, high) to {model}',
  'describe.example.beside': 'Suppliers with contact person, email and delivery time',
  'describe.go': 'Suggest',
  'describe.working': 'Working on it …',
  'describe.offline':
    'The server cannot be reached, and suggestions are made there. Your words stay here: try again when the connection is back.',
  'describe.nothing': 'The project has all of that already. Describe something else that it should have.',
  'describe.done': 'Suggested by {engine}. Look at it, then accept all or parts of it.',
  'assist.rules': 'Built-in rules',
} as const
