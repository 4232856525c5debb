// Words that people read live in editor/src/texts: finds the ones written into JSX or as sentences anywhere else in the editor.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { parseSync, Visitor } from 'vite'

import { root } from './steps.mjs'

const LETTERS = /\p{L}{2}/u
/** "Choose a model", "Image.": a capital and a second word, or a full stop; never an identifier, a class list or a path. */
const SENTENCE = /^\p{Lu}\p{L}*(?:[ ,’'-]+[\p{L}\d]+.*|\p{L}\.)$/u
/** Attributes and props that are shown or read out. */
const SPOKEN = /^(aria-(label|description|roledescription|valuetext)|title|placeholder|alt|label|help|hint|text)$/

const problems = []
walk(join(root, 'editor/src'))
for (const problem of problems) console.error(problem)
if (problems.length > 0) {
  console.error('Give these words a key in editor/src/texts.')
  process.exit(1)
}

function walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (relative(root, path) !== join('editor', 'src', 'texts')) walk(path)
    } else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) check(path)
  }
}

function check(file) {
  const source = readFileSync(file, 'utf8')
  const { program } = parseSync(file, source)
  const found = new Set()
  /** Ranges of messages for developers: errors that are thrown, and what is imported. */
  const silent = []
  const say = (node, words) => found.add(`${node.start}\u0000${words}`)
  const spoken = (node) => {
    for (const [at, words] of wordsOf(node)) if (isWords(words)) say(at, words)
  }
  const children = (node) =>
    node.children.forEach((child) => child.type === 'JSXExpressionContainer' && spoken(child.expression))
  const sentences = []
  new Visitor({
    ImportDeclaration: (node) => silent.push(node),
    NewExpression: (node) => node.callee.name?.endsWith('Error') && silent.push(node),
    JSXText: (node) => isWords(node.value) && say(node, node.value.trim()),
    JSXElement: children,
    JSXFragment: children,
    JSXAttribute: (node) => SPOKEN.test(node.name.name) && node.value && spoken(node.value),
    Literal: (node) => typeof node.value === 'string' && SENTENCE.test(node.value) && sentences.push(node),
  }).visit(program)
  for (const node of sentences)
    if (!silent.some(({ start, end }) => start <= node.start && node.end <= end)) say(node, node.value)
  for (const entry of found) {
    const [start, words] = entry.split('\u0000')
    const line = source.slice(0, Number(start)).split('\n').length
    problems.push(`${relative(root, file)}:${line} says “${words}”`)
  }
}

/** Not an entity (`&nbsp;`) and not the beginning of an address. */
function isWords(text) {
  return LETTERS.test(text.replaceAll(/&\w+;|https?:\/\//g, ''))
}

/** The strings that an expression can become; what functions return is theirs. */
function wordsOf(node) {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [[node, node.value]] : []
    case 'TemplateLiteral':
      return [...node.quasis.map((quasi) => [quasi, quasi.value.cooked ?? '']), ...node.expressions.flatMap(wordsOf)]
    case 'ConditionalExpression':
      return [...wordsOf(node.consequent), ...wordsOf(node.alternate)]
    case 'LogicalExpression':
      return [...wordsOf(node.left), ...wordsOf(node.right)]
    case 'BinaryExpression':
      return node.operator === '+' ? [...wordsOf(node.left), ...wordsOf(node.right)] : []
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
      return wordsOf(node.expression)
    default:
      return []
  }
}
