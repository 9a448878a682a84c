const url = '{{apiUrl}}/waInstance{{idInstance}}/clearWebhooksQueue/{{apiTokenInstance}}';

const response = await fetch(url, { method: 'DELETE' });
console.log(await response.text());
