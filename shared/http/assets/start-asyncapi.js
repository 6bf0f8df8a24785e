// Shows the AsyncAPI document that the page's element names. No plugin is loaded, so nothing can be published from it.
const element = document.getElementById("reference");
const response = await fetch(element.dataset.document);
window.AsyncApiStandalone.render(
  { schema: await response.json(), config: { show: { sidebar: true, errors: true } } },
  element,
);
