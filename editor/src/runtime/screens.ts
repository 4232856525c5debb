import type { ScreenView } from '@axiom/shared/document/views'
import { matchRoute, paramNames, type RouteParams } from '@axiom/shared/model/routes'

export interface ShownScreen {
  screen: ScreenView
  params: RouteParams
}

/** The screen of an address with its parameters; an address without parameters wins over one with. The first screen answers `/`. */
export function findScreen(screens: readonly ScreenView[], address: string): ShownScreen | null {
  const found = screens.flatMap((screen) => {
    const params = matchRoute(screen.route, address)
    return params === null ? [] : [{ screen, params }]
  })
  const plain = found.find(({ screen }) => paramNames(screen.route).length === 0)
  const [first] = screens
  const start = first && paramNames(first.route).length === 0 ? matchRoute('/', address) : null
  return plain ?? found[0] ?? (first && start ? { screen: first, params: start } : null)
}
