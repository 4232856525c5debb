import type { Difference } from '../document/diff.ts'
import { addScreen } from '../document/operations/addScreen.ts'
import { insertNodes } from '../document/operations/insertNodes.ts'
import { parseModels } from '../document/parseModels.ts'
import type { ProjectDoc } from '../document/projectDoc.ts'
import type { ModelView } from '../document/views.ts'
import { differenceOf, planDifference } from './applyPlan.ts'
import type { AppPlan } from './plan.ts'
import { screenFromModel } from './screenFromModel.ts'
import { singularPhrase } from './words.ts'

export interface PlannedScreen {
  difference: Difference
  why: string[]
}

/** A screen of a model that is there. */
export function screenOfModel(doc: ProjectDoc, model: ModelView): PlannedScreen {
  const difference = differenceOf(doc, (copy, origin) => {
    const parentId = addScreen(copy, { name: model.label }, origin)
    insertNodes(copy, { parentId, nodes: screenFromModel(model) }, origin)
  })
  return { difference, why: ['Its numbers, a table of its records, and a form with an input for each field.'] }
}

/** Of an app that was planned for it: its models and their screens, without an overview. */
export function screenOfPlan(doc: ProjectDoc, plan: AppPlan): PlannedScreen {
  const screens = plan.screens.filter(({ kind }) => kind === 'list')
  return { difference: planDifference(doc, { ...plan, screens }), why: plan.why }
}

/** The model of the project that a description names, if any. */
export function modelNamed(models: readonly ModelView[], brief: string): ModelView | undefined {
  const text = brief.toLowerCase()
  return models.find(({ label, name }) =>
    [label.toLowerCase(), name.toLowerCase()].some((word) => text.includes(singularPhrase(word))),
  )
}
