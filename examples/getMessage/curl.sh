curl --location '{{apiUrl}}/waInstance{{idInstance}}/getMessage/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "chatId": "10000000",
    "idMessage": "1763115112345"
}'
