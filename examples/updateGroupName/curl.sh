curl --location '{{apiUrl}}/waInstance{{idInstance}}/updateGroupName/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "-10000000000000",
    "groupName": "New name"
}'
