curl --location '{{apiUrl}}/waInstance{{idInstance}}/sendAuthorizationPassword/{{apiTokenInstance}}' \
--header 'Content-Type: application/json' \
--data '{
    "password": "secret"
}'
