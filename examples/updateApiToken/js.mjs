const url = '{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
