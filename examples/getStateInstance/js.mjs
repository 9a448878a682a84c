const url = '{{apiUrl}}/waInstance{{idInstance}}/getStateInstance/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
