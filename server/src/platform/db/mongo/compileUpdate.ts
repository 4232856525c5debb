import { checkPath } from '../paths.ts'
import type { Update } from '../port.ts'
import { encodeValue } from './encode.ts'

/** An update of the driver: operators, each with values by path. */
export type MongoUpdate = Record<string, Record<string, unknown>>

/** An update of the port as the driver's; values are data, whatever their keys are. */
export function compileUpdate(update: Update): MongoUpdate {
  const operators: [string, Record<string, unknown>][] = [
    ['$set', mapValues(update.$set, encodeValue)],
    ['$setOnInsert', mapValues(update.$setOnInsert, encodeValue)],
    ['$unset', mapValues(update.$unset, () => '')],
    ['$inc', mapValues(update.$inc, encodeValue)],
    ['$push', mapValues(update.$push, encodeValue)],
    // `$pull` would take an object for a condition.
    ['$pullAll', mapValues(update.$pull, (value) => [encodeValue(value)])],
  ]
  const used = operators.filter(([, values]) => Object.keys(values).length > 0)
  // The driver wants some operator; an empty one changes nothing.
  return used.length === 0 ? { $set: {} } : Object.fromEntries(used)
}

function mapValues(
  values: Record<string, unknown> | undefined,
  map: (value: unknown) => unknown,
): Record<string, unknown> {
  const given = Object.entries(values ?? {}).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([path, value]) => [checkPath(path), map(value)]))
}
