curl --location '{{apiUrl}}/partner/deleteInstanceAccount/{{partnerToken}}' \
--header 'Content-Type: application/json' \
--data '{
    "idInstance": 4900000002
}'
