import { describe, expect, it } from 'vitest'

import { seededRandom } from '../document/chance.ts'
import { AppPlan, type FieldPlan } from './plan.ts'
import { suggestApp } from './suggestApp.ts'
import { BRIEFS } from './test/briefs.ts'

const shown = ({ type, refersTo }: FieldPlan): string => (refersTo === undefined ? type : `${type}>${refersTo}`)

function fieldsOf(brief: string): Record<string, string> {
  const { models } = suggestApp(brief)
  return Object.fromEntries(
    models.flatMap(({ name, fields }) => fields.map((field) => [`${name}.${field.name}`, shown(field)])),
  )
}

describe('an app from a description', () => {
  it.each(BRIEFS)('$brief', ({ brief, expects, isPublic = false }) => {
    const plan = suggestApp(brief)
    expect(AppPlan.parse(plan)).toEqual(plan)
    expect(fieldsOf(brief)).toMatchObject(expects)
    expect(plan.models.some(({ rules }) => rules.create === 'public')).toBe(isPublic)
    expect(plan.why.length).toBeGreaterThan(plan.models.length)
    expect(suggestApp(brief)).toEqual(plan)
  })

  it('is about what the words say: other nouns and fields, the same rules', () => {
    expect(fieldsOf('Kayaks with serial number, hull length and last repair date')).toMatchObject({
      'kayaks.serialNumber': 'text',
      'kayaks.hullLength': 'number',
      'kayaks.lastRepairDate': 'date',
    })
    const [model] = suggestApp('Parcels with state (posted, lost, found)').models
    expect(model?.fields.find(({ name }) => name === 'state')?.options).toEqual(['Posted', 'Lost', 'Found'])
  })

  it('opens nothing that was not asked for', () => {
    for (const { rules } of suggestApp('Patients and prescriptions for a clinic').models) expect(rules).toEqual({})
  })

  it('makes a valid plan of anything', () => {
    const seed = 20_261_121
    const random = seededRandom(seed)
    const parts = [
      'with',
      'and',
      ',',
      '(',
      ')',
      ':',
      'constructor',
      '__proto__',
      'id',
      'Größe',
      '日本',
      '🐝',
      'orders',
      'status',
      'of',
      '=',
      '|',
      '>',
      '?',
      '\n',
      'number of',
      'changes',
      '12',
      'x'.repeat(90),
    ]
    for (let run = 0; run < 400; run++) {
      const brief = Array.from({ length: run % 40 }, () => parts[Math.floor(random() * parts.length)]).join(' ')
      const parsed = AppPlan.safeParse(suggestApp(brief))
      expect(parsed.success, `seed ${seed}, ${JSON.stringify(brief)}: ${JSON.stringify(parsed.error?.issues)}`).toBe(
        true,
      )
    }
  })
})
