import type { ModelView } from '@axiom/shared/document/views'
import { isMany } from '@axiom/shared/model/relations'
import { useComputedColorScheme } from '@mantine/core'
import { Controls, Handle, MarkerType, type Node, type NodeProps, Position, ReactFlow } from '@xyflow/react'
import type { ReactNode } from 'react'

import { useModels } from '../../../document/hooks.ts'
import { t } from '../../../texts/t.ts'
import { placesOf, relationsOf } from './relationsOf.ts'

import '@xyflow/react/dist/style.css'

type ModelNode = Node<{ model: ModelView }, 'model'>

const NODE_TYPES = { model: ModelBox }

/** Models as boxes, relations as arrows from the field's model to the one that it points to. */
export function Diagram({ onOpen }: { onOpen: (id: string) => void }): ReactNode {
  const models = useModels()
  const scheme = useComputedColorScheme()
  const places = placesOf(models)
  const nodes = models.map((model): ModelNode => ({
    id: model.id,
    type: 'model',
    position: places.get(model.id) ?? { x: 0, y: 0 },
    data: { model },
    ariaLabel: t('diagram.model', { name: model.label, count: model.fields.length }),
  }))
  const edges = relationsOf(models).map(({ field, from, to }) => ({
    id: field.id,
    source: from.id,
    target: to.id,
    label: isMany(field) ? `${field.label} ∗` : field.label,
    markerEnd: { type: MarkerType.ArrowClosed },
    ariaLabel: t(isMany(field) ? 'diagram.many' : 'diagram.one', {
      model: from.label,
      field: field.label,
      target: to.label,
    }),
  }))
  return (
    <div
      className="ax-diagram"
      style={{ marginTop: 12 }}
      onKeyDown={(event) => {
        // A box has the focus by itself.
        const id = event.target instanceof HTMLElement ? event.target.dataset['id'] : undefined
        if (event.key === 'Enter' && id !== undefined && models.some((model) => model.id === id)) onOpen(id)
      }}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        colorMode={scheme}
        fitView
        fitViewOptions={{ maxZoom: 1 }}
        nodesConnectable={false}
        nodesDraggable={false}
        edgesFocusable
        onNodeDoubleClick={(_event, { id }) => onOpen(id)}
        proOptions={{ hideAttribution: false }}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}

function ModelBox({ data: { model } }: NodeProps<ModelNode>): ReactNode {
  return (
    <div className="ax-diagram-model">
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <strong>{model.label}</strong>
      {model.fields.map(({ id, label, type }) => (
        <span key={id}>
          {label}
          <span className="ax-meta">{t(`field.${type}`)}</span>
        </span>
      ))}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
}
