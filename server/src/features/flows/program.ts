import type { FlowStep } from '@axiom/shared/flows/flow'

/** A step, and which comes next; null ends the run. */
export interface Instruction {
  step: FlowStep
  next: number | null
  /** Of a condition that does not hold. */
  otherwise: number | null
}

export interface Program {
  instructions: Instruction[]
  first: number | null
}

/** The steps of a flow as a list with jumps, so that a place in it is one number. */
export function compileProgram(steps: readonly FlowStep[]): Program {
  const instructions: Instruction[] = []
  const add = (list: readonly FlowStep[], after: number | null): number | null => {
    let next = after
    for (const step of list.toReversed()) {
      const isCondition = step.kind === 'condition'
      const then = isCondition ? add(step.then, next) : next
      const otherwise = isCondition ? add(step.otherwise, next) : null
      next = instructions.push({ step, next: then, otherwise }) - 1
    }
    return next
  }
  const first = add(steps, null)
  return { instructions, first }
}
