import type { ComponentProps, ReactNode } from 'react'

import { RenameInput } from './RenameInput.tsx'

import './kit.css'

interface Props {
  icon: ReactNode
  name: string
  /** What changing the name is called. */
  label: string
  isOpen: boolean
  readOnly: boolean
  renaming: boolean
  setRenaming: (renaming: boolean) => void
  onOpen: () => void
  onRename: (name: string) => void
  /** Takes hold of the row, where it can be moved. */
  handle?: ComponentProps<'button'>
  /** Behind the name. */
  children?: ReactNode
}

/** The name of a row in a list: opens it; a double click or F2 changes it in its place. */
export function RowName(props: Props): ReactNode {
  const { icon, name, label, isOpen, readOnly, renaming, setRenaming, onOpen, onRename, handle, children } = props
  if (renaming)
    return (
      <>
        {icon}
        <RenameInput label={label} value={name} onCommit={onRename} onEnd={() => setRenaming(false)} />
      </>
    )
  return (
    <button
      type="button"
      className="ax-row-main"
      aria-current={isOpen || undefined}
      {...handle}
      onClick={onOpen}
      onDoubleClick={() => !readOnly && setRenaming(true)}
      onKeyDown={(event) => event.key === 'F2' && !readOnly && setRenaming(true)}
    >
      {icon}
      <span className="ax-grow ax-cut">{name}</span>
      {children}
    </button>
  )
}
