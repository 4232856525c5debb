import type { ExecuteInput } from '@axiom/shared/contracts/dataSources'
import type { QueryView } from '@axiom/shared/document/views'
import { useState } from 'react'

import { fromText } from './parameterText.ts'
import { useExecution } from './useSources.ts'

/** Running a query as it stands, with values that only this person sees. */
export function useQueryRun(query: QueryView) {
  const { run, check } = useExecution(query.sourceId)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const input = (): ExecuteInput => ({
    request: query.request,
    transform: query.transform,
    parameters: query.parameters,
    values: Object.fromEntries(
      query.parameters.flatMap((parameter) => {
        const typed = values[parameter.name] ?? ''
        return typed === '' ? [] : [[parameter.name, fromText(parameter.type, typed)] as const]
      }),
    ),
  })
  return {
    run,
    check,
    values,
    setValue: (name: string, value: string) => setValues({ ...values, [name]: value }),
    handleRun: () => {
      check.reset()
      run.mutate(input())
    },
    handleCheck: () => {
      run.reset()
      check.mutate(input())
    },
  }
}
