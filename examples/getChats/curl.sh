curl --location '{{apiUrl}}/waInstance{{idInstance}}/getChats/{{apiTokenInstance}}?count=100'
