import type { Difference } from '../document/diff.ts'
import { addScreen } from '../document/operations/addScreen.ts'
import { insertNodes } from '../document/operations/insertNodes.ts'
import { parseModels } from '../document/parseModels.ts'
import type { ProjectDoc } from '../document/projectDoc.ts'
import type { ModelView } from '../document/views.ts'
import { differenceOf, planDifference } from './applyPlan.ts'
import { screenFromModel } from './screenFromModel.ts'
import { suggestApp } from './suggestApp.ts'
import { singularPhrase } from './words.ts'

/** A screen for a description: of the model that the words name, or of a new one. */
export function planScreen(doc: ProjectDoc, brief: string): { difference: Difference; why: string[] } {
  const model = modelNamed(parseModels(doc), brief)
  if (model) {
    const difference = differenceOf(doc, (copy, origin) => {
      const parentId = addScreen(copy, { name: model.label }, origin)
      insertNodes(copy, { parentId, nodes: screenFromModel(model) }, origin)
    })
    return { difference, why: [`The project has ${model.label} already; the screen shows them.`] }
  }
  const plan = suggestApp(brief)
  return {
    difference: planDifference(doc, { ...plan, screens: plan.screens.slice(-plan.models.length) }),
    why: plan.why,
  }
}

function modelNamed(models: readonly ModelView[], brief: string): ModelView | undefined {
  const text = brief.toLowerCase()
  return models.find(({ label, name }) =>
    [label.toLowerCase(), name.toLowerCase()].some((word) => text.includes(singularPhrase(word))),
  )
}
