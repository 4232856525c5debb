import type { NodeView } from '@axiom/shared/document/views'
import { loadEvaluator } from '@axiom/shared/expressions/lazy'
import { readSimple } from '@axiom/shared/expressions/path'
import type { Json } from '@axiom/shared/json'
import { useEffect, useMemo, useRef, useState } from 'react'

import { inNextFrame } from './batch.ts'
import type { Scope } from './host.ts'
import { shown } from './props.ts'
import { useScope } from './scope.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

type Bindings = readonly (readonly [prop: string, source: string])[]
type Values = Record<string, Json>

/**
 * The node with its bound properties worked out (`b:<prop>` over `p:<prop>` or `x:<name>`). Literals and plain paths are read
 * at once; the others in a batch of the next frame, when something that they read has changed [M13]. The last value shows
 * meanwhile; a mistake leaves what was fixed, and the inspector says what is wrong. On the canvas, where nobody has come to a
 * screen or chosen anything, what is not there yet is stood in for by what was fixed.
 */
export function useBoundNode({ node, host, mode }: Pick<WidgetProps, 'node' | 'host' | 'mode'>): NodeView {
  const key = JSON.stringify(node.bindings)
  const bindings = useMemo<Bindings>(
    () => Object.entries(JSON.parse(key) as Record<string, string>).filter(([, source]) => source.trim() !== ''),
    [key],
  )
  const scope = useScope(host, bindings.length > 0)
  const simple: Values = {}
  const rest: [string, string][] = []
  for (const [prop, source] of bindings) {
    const value = readSimple(source, scope)
    if (value === undefined) rest.push([prop, source])
    else simple[prop] = value
  }
  const evaluated = useEvaluated(rest, scope)
  if (bindings.length === 0) return node
  const values = Object.entries({ ...evaluated, ...simple })
  return withValues(node, isEdit(mode) ? values.filter(([, value]) => value !== null) : values)
}

/** The values of expressions that need JSONata. */
function useEvaluated(bindings: Bindings, scope: Scope): Values {
  const [values, setValues] = useState<Values>({})
  const read = useRef<{ key: string; dependencies: readonly string[]; scope: Scope } | null>(null)
  const key = JSON.stringify(bindings)
  useEffect(() => {
    if (bindings.length === 0) {
      read.current = null
      return
    }
    const before = read.current
    if (before?.key === key && before.dependencies.every((name) => isSame(before.scope[name], scope[name]))) return
    return inNextFrame(async () => {
      const { evaluate, dependencies } = await loadEvaluator()
      const names = bindings.flatMap(([, source]) => dependencies(source))
      read.current = { key, dependencies: names, scope }
      const outcomes = await Promise.all(
        bindings.map(async ([prop, source]) => [prop, await evaluate(source, scope)] as const),
      )
      // A later scope may have been read meanwhile.
      if (read.current?.scope !== scope) return
      setValues(
        Object.fromEntries(outcomes.flatMap(([prop, outcome]) => (outcome.ok ? [[prop, outcome.value] as const] : []))),
      )
    })
  })
  return bindings.length === 0 ? NONE : values
}

const NONE: Values = {}

/** A scope is often made anew with the same in it. */
function isSame(before: Json | undefined, now: Json | undefined): boolean {
  return before === now || JSON.stringify(before) === JSON.stringify(now)
}

function withValues(node: NodeView, values: readonly [prop: string, value: Json][]): NodeView {
  const props = { ...node.props }
  const texts = { ...node.texts }
  for (const [prop, value] of values) {
    if (!(prop in node.bindings)) continue
    const name = prop.startsWith('x:') ? prop.slice(2) : prop
    if (name in texts) texts[name] = shown(value)
    else props[name] = value
  }
  return { ...node, props, texts }
}
