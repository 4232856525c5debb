import { create } from 'zustand'

export type FlowTab = 'steps' | 'runs'

interface FlowState {
  /** Null: the dock is closed. */
  flowId: string | null
  tab: FlowTab
  runId: string | null
}

/** What the flows panel and its dock show. Local, like every other panel's state. */
export const useFlowState = create<FlowState>(() => ({ flowId: null, tab: 'steps', runId: null }))

export function openFlow(flowId: string | null, tab: FlowTab = 'steps'): void {
  useFlowState.setState({ flowId, tab, runId: null })
}
