curl --location '{{apiUrl}}/partner/getInstances/{{partnerToken}}'
