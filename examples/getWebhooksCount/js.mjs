const url = '{{apiUrl}}/waInstance{{idInstance}}/getWebhooksCount/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
