// Shows the OpenAPI document that the page's element names. Nothing can be sent from the page, and nobody is asked
// to validate the document elsewhere.
const element = document.getElementById("reference");
window.SwaggerUIBundle({
  url: element.dataset.document,
  domNode: element,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
