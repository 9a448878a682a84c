curl --location '{{apiUrl}}/waInstance{{idInstance}}/getMessagesCount/{{apiTokenInstance}}'
