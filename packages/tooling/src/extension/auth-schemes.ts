/** How a registry lets callers in, as the form of a service connection offers it. */
export const authSchemes = [
  { type: 'ms.vss-endpoint.endpoint-auth-scheme-basic' },
  {
    type: 'ms.vss-endpoint.endpoint-auth-scheme-token',
    headers: [{ name: 'Authorization', value: 'Bearer {{{endpoint.apitoken}}}' }],
    inputDescriptors: [
      {
        id: 'apitoken',
        name: 'Token',
        description: 'Sent as it is: Authorization: Bearer TOKEN.',
        inputMode: 'PasswordBox',
        isConfidential: true,
        validation: { isRequired: true, dataType: 'string' },
      },
    ],
  },
  { type: 'ms.vss-endpoint.endpoint-auth-scheme-none' },
] as const;
