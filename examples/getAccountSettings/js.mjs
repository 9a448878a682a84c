const url = '{{apiUrl}}/waInstance{{idInstance}}/getAccountSettings/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
