import type { NodeView } from '@axiom/shared/document/views'
import type { Evaluator } from '@axiom/shared/expressions/evaluator'
import type { Json } from '@axiom/shared/json'
import { useEffect, useState } from 'react'

import type { WidgetHost } from './host.ts'

let evaluator: Promise<Evaluator> | undefined

/** JSONata is only loaded where an expression is used. */
function loadEvaluator(): Promise<Evaluator> {
  return (evaluator ??= import('@axiom/shared/expressions/evaluator').then((module) => module.createEvaluator()))
}

/** The node with its bound properties evaluated (`b:<prop>` over `p:<prop>` or `x:<name>`); the last value shows meanwhile. */
export function useBoundNode(node: NodeView, host: WidgetHost): NodeView {
  const [values, setValues] = useState<Record<string, Json>>({})
  const key = JSON.stringify(node.bindings)
  useEffect(() => {
    const bindings = Object.entries(JSON.parse(key) as Record<string, string>).filter(([, source]) => source !== '')
    if (bindings.length === 0) return
    let stopped = false
    const evaluate = async (): Promise<void> => {
      const { evaluate: run } = await loadEvaluator()
      const scope = host.scope()
      const outcomes = await Promise.all(
        bindings.map(async ([prop, source]) => [prop, await run(source, scope)] as const),
      )
      // A mistake leaves the literal; the inspector shows what is wrong.
      if (!stopped)
        setValues(
          Object.fromEntries(outcomes.flatMap(([prop, outcome]) => (outcome.ok ? [[prop, outcome.value]] : []))),
        )
    }
    void evaluate()
    return () => {
      stopped = true
    }
  }, [key, host])
  return key === '{}' ? node : withValues(node, values)
}

function withValues(node: NodeView, values: Record<string, Json>): NodeView {
  const props = { ...node.props }
  const texts = { ...node.texts }
  for (const [prop, value] of Object.entries(values)) {
    if (!(prop in node.bindings)) continue
    const name = prop.startsWith('x:') ? prop.slice(2) : prop
    if (name in texts) texts[name] = typeof value === 'string' ? value : JSON.stringify(value)
    else props[name] = value
  }
  return { ...node, props, texts }
}
