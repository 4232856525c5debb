import type { World } from './world.ts'

type Tree = Pick<World, 'node'>

/** A selection without what already moves with a selected ancestor [M2]. */
export function topmost(world: Tree, ids: readonly string[]): string[] {
  const chosen = new Set(ids)
  return ids.filter((id) => !ancestorsOf(world, id).some((ancestor) => chosen.has(ancestor)))
}

/** Nearest first; the screen is not among them. */
export function ancestorsOf(world: Tree, id: string): string[] {
  const chain: string[] = []
  let node = world.node(id)
  while (node) {
    const parent = world.node(node.parentId)
    if (!parent || chain.includes(parent.id)) break
    chain.push(parent.id)
    node = parent
  }
  return chain
}

/** What a press on `id` may take: locked things let the pointer through to what they stand in. */
export function pickable(world: Tree, id: string): string | null {
  const outward = [id, ...ancestorsOf(world, id)]
  const lock = outward.findLastIndex((each) => world.node(each)?.locked)
  return outward[lock + 1] ?? null
}

/** From the outermost container down to `id`, as far as locks let a press through. */
export function inward(world: Tree, id: string): string[] {
  const reached = pickable(world, id)
  return reached === null ? [] : [...ancestorsOf(world, reached).toReversed(), reached]
}

/** What a click on `id` takes: the outermost node, or what lies beside the selection when that is inside a container. */
export function clickable(world: Tree, id: string, selection: readonly string[]): string | null {
  const levels = new Set(
    selection.flatMap((each) => [each, ...ancestorsOf(world, each)]).map((each) => world.node(each)?.parentId),
  )
  const chain = inward(world, id)
  return chain.findLast((each) => levels.has(world.node(each)?.parentId)) ?? chain[0] ?? null
}

/** What may be dragged: nothing locked. */
export function movable(world: Tree, ids: readonly string[]): string[] {
  return topmost(world, ids).filter((id) => pickable(world, id) === id)
}
