import type { Environment } from '@axiom/shared/contracts/publishing'
import { create } from 'zustand'

export type DataTab = 'rows' | 'fields' | 'rules' | 'endpoints'

interface DataState {
  /** Undefined: the first one. Null: closed by hand. */
  modelId: string | null | undefined
  fieldId: string | null
  tab: DataTab
  /** Null: live as soon as something is published, else draft. */
  env: Environment | null
  /** The dock has what was sent in, in place of a model. */
  showsSubmissions: boolean
}

/** What the data panel and its dock show. Local, like every other panel's state. */
export const useDataState = create<DataState>(() => ({
  modelId: undefined,
  fieldId: null,
  tab: 'rows',
  env: null,
  showsSubmissions: false,
}))

export function openModel(modelId: string | null | undefined, tab: DataTab = useDataState.getState().tab): void {
  useDataState.setState({ modelId, tab, fieldId: null, showsSubmissions: false })
}

export function showSubmissions(showsSubmissions: boolean): void {
  useDataState.setState({ modelId: null, showsSubmissions })
}
