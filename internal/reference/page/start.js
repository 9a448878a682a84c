// Shows openapi.yaml, which is served beside the page, and asks nobody else.
SwaggerUIBundle({
  url: new URL('../openapi.yaml', document.baseURI).href,
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  requestSnippetsEnabled: true,
  validatorUrl: null,
});
