import { create } from 'zustand'

export type FlowTab = 'steps' | 'runs'

interface FlowState {
  /** Null: the dock is closed. */
  flowId: string | null
  tab: FlowTab
  runId: string | null
  /** The dock has the webhooks, in place of a flow. */
  showsWebhooks: boolean
}

/** What the flows panel and its dock show. Local, like every other panel's state. */
export const useFlowState = create<FlowState>(() => ({
  flowId: null,
  tab: 'steps',
  runId: null,
  showsWebhooks: false,
}))

export function openFlow(flowId: string | null, tab: FlowTab = 'steps'): void {
  useFlowState.setState({ flowId, tab, runId: null, showsWebhooks: false })
}

export function showWebhooks(showsWebhooks: boolean): void {
  useFlowState.setState({ flowId: null, showsWebhooks })
}
