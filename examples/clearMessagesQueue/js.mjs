const url = '{{apiUrl}}/waInstance{{idInstance}}/clearMessagesQueue/{{apiTokenInstance}}';

const response = await fetch(url);
console.log(await response.text());
