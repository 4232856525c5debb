/** The ramps of tokens.css as Mantine wants them: ten hex values each. A test compares both. */
type Ramp = [string, string, string, string, string, string, string, string, string, string]

export const gray: Ramp = [
  '#fcfcfb',
  '#f6f6f4',
  '#efeeec',
  '#e4e4e1',
  '#d3d3cf',
  '#aaa9a5',
  '#6d6c67',
  '#555450',
  '#373733',
  '#1a1a16',
]

export const dark: Ramp = [
  '#ecedef',
  '#c6c7cb',
  '#a7a9af',
  '#92949c',
  '#4c4e55',
  '#373940',
  '#2a2c31',
  '#202127',
  '#18191d',
  '#101115',
]

export const accent: Ramp = [
  '#f0f4fe',
  '#dee8fe',
  '#c1d3ff',
  '#99b6fe',
  '#6e95ff',
  '#3f68f9',
  '#2b4df1',
  '#223ed1',
  '#1a31a4',
  '#112374',
]

export const success: Ramp = [
  '#eef9f1',
  '#d9f3e1',
  '#b4e8c6',
  '#80d3a0',
  '#49b77a',
  '#29975e',
  '#1a7a4b',
  '#12643c',
  '#0f4e2e',
  '#0b351f',
]

export const warning: Ramp = [
  '#fcf6e8',
  '#fbebc7',
  '#f9d893',
  '#f6bd48',
  '#eca41f',
  '#c98212',
  '#a16311',
  '#834e12',
  '#683b10',
  '#4b290c',
]

export const danger: Ramp = [
  '#fef2f1',
  '#fde2e1',
  '#fbc7c4',
  '#f89c99',
  '#f06b6c',
  '#e23e49',
  '#cb2336',
  '#aa1529',
  '#86101f',
  '#5d0f16',
]
