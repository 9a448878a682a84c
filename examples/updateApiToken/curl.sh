curl --location '{{apiUrl}}/waInstance{{idInstance}}/updateApiToken/{{apiTokenInstance}}'
