curl --location '{{apiUrl}}/waInstance{{idInstance}}/logout/{{apiTokenInstance}}'
