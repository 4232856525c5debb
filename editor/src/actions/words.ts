/** Words of steps and announcements. English until the catalogue takes them over. */
export const words = {
  move: 'Move',
  duplicate: 'Duplicate',
  resize: 'Resize',
  insert: 'Insert',
  widgets: (count: number) => `${count} ${count === 1 ? 'widget' : 'widgets'}`,
  selected: (names: readonly string[]) => (names.length === 0 ? 'Nothing selected' : `Selected ${names.join(', ')}`),
  changed: (verb: string, name: string, by: string | null) =>
    by === null ? `${verb} ${name}` : `${by}: ${verb} ${name}`,
} as const
