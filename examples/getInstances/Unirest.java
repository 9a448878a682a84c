var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/getInstances/")
    .append("{{partnerToken}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
