const url = '{{apiUrl}}/waInstance{{idInstance}}/getSettings/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
