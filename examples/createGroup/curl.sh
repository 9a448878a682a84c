curl --location '{{apiUrl}}/waInstance{{idInstance}}/createGroup/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "groupName": "Team",
    "chatIds": [
        "10000000"
    ],
    "type": "supergroup"
}'
